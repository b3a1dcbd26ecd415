// SPDX-License-Identifier: MIT
#pragma once

#include "transcript.h"

#include <QObject>
#include <QStringDecoder>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

class QSocketNotifier;

namespace furrow::ui {

/// Reads the output pipes of the whole tree and cuts what comes into blocks of whole lines, by actor. The rest of a line waits
/// a moment for its end, so that two actors seldom share a line. Thread: that of the QObject.
class OutputRouter : public QObject
{
    Q_OBJECT
public:
    explicit OutputRouter(QObject *parent = nullptr);
    ~OutputRouter() override;

    /// Takes the reading end of a pipe. A null actor is one that has not said hello yet.
    void add(int fd, const ActorId &actor, bool standardError);
    /// The streams added without an actor are this one's.
    void nameUnknown(const ActorId &actor);
    /// Reads what the pipes hold now, without waiting, and gives unfinished lines too.
    void drain();
    qsizetype streams() const { return qsizetype(m_streams.size()); }

Q_SIGNALS:
    void piece(const furrow::ui::TranscriptBlock &block);

private:
    struct Stream
    {
        ~Stream();
        int fd = -1;
        ActorId actor;
        bool standardError = false;
        QSocketNotifier *notifier = nullptr;
        QStringDecoder decoder{QStringDecoder::Utf8};
        QString rest; ///< of a line
    };
    bool readOnce(Stream &stream);
    void give(Stream &stream, bool all);
    void give(const Stream &stream, const QString &text, bool endsLine);
    void removeEnded();

    std::vector<std::unique_ptr<Stream>> m_streams;
    QTimer m_restTimer;
};

} // namespace furrow::ui
