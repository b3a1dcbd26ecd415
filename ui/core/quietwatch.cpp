// SPDX-License-Identifier: MIT
#include "quietwatch.h"

#include "debug/protocol.h"
#include "dialogue.h"

namespace furrow::ui {

void QuietWatch::add(Dialogue *dialogue, const ActorId &actor)
{
    m_questions.append({dialogue, actor});
    connect(dialogue, &Dialogue::closed, this, [this, dialogue] {
        m_questions.removeIf([dialogue](const Question &question) { return question.dialogue == dialogue; });
    });
    check();
}

void QuietWatch::check()
{
    // The dialogue stays open until its client closes it: our closing first could lose the word.
    m_questions.removeIf([this](const Question &question) {
        if (!m_isQuiet(question.actor))
            return false;
        question.dialogue->sendWord(debug::protocol::quiet);
        return true;
    });
}

} // namespace furrow::ui
