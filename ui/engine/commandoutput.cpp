// SPDX-License-Identifier: MIT
#include "commandoutput.h"

#include <QList>

#include <algorithm>

namespace furrow::ui {

constexpr char separator = '\x1e';

CommandOutput::CommandOutput(const QByteArray &token)
    : m_start(separator + token + ' ')
{
}

QString CommandOutput::takeText()
{
    qsizetype end = m_pending.indexOf(m_start);
    if (end < 0) {
        // The beginning of a mark may stand at the very end.
        end = m_pending.size();
        for (qsizetype length = std::min(m_start.size() - 1, end); length > 0; --length) {
            if (m_pending.endsWith(m_start.first(length))) {
                end -= length;
                break;
            }
        }
    }
    const QString text = m_decoder.decode(QByteArrayView(m_pending).first(end));
    m_pending.remove(0, end);
    return text;
}

bool CommandOutput::takeEnd(End *end)
{
    if (!m_pending.startsWith(m_start))
        return false;
    const qsizetype close = m_pending.indexOf(separator, m_start.size());
    if (close < 0)
        return false;
    const QList<QByteArray> fields = m_pending.sliced(m_start.size(), close - m_start.size()).split(' ');
    m_pending.remove(0, close + 1);
    m_decoder.resetState();
    end->id = fields.value(0).toInt();
    end->ok = fields.value(1) == "1";
    return true;
}

} // namespace furrow::ui
