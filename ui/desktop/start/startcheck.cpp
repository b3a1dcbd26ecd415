// SPDX-License-Identifier: MIT
#include "startcheck.h"

#include <QFuture>
#include <QThreadPool>

namespace furrow::ui {

void StartCheck::check(const RunConfiguration &configuration)
{
    using Answer = std::pair<RunConfiguration, QList<RunConfiguration::Problem>>;
    QtFuture::makeReadyVoidFuture()
        .then(QThreadPool::globalInstance(), [configuration] { return Answer(configuration.anchored(), configuration.problems()); })
        .then(this, [this, number = ++m_last](const Answer &answer) {
            if (number == m_last)
                Q_EMIT checked(answer.first, answer.second);
        });
}

} // namespace furrow::ui
