// SPDX-License-Identifier: MIT
#include "face.h"

using namespace Qt::StringLiterals;

namespace acceptance {

const std::vector<Variant> &variants()
{
    static const std::vector<Variant> all{
        {u"terminal"_s, false, makeTerminalFace}, {u"ctrl-c"_s, true, makeTerminalFace}, {u"self"_s, false, makeSelfStartedFace},
        {u"pipe"_s, false, makePipeFace},         {u"window"_s, false, makeWindowFace},
    };
    return all;
}

} // namespace acceptance
