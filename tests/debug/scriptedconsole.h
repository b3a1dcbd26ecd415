// SPDX-License-Identifier: MIT
#pragma once

#include "fakeconsole.h"

#include <QJsonArray>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include <sys/eventfd.h>

/// A console that answers by itself, in a thread of its own, so that the actor under test may block. What an entry is answered is
/// the test's to say; everything that came is kept.
///
/// \code
/// ScriptedConsole console;
/// console.onStanding = [](const QJsonObject &entry) { return "quit"; }; // before the first connection
/// \endcode
class ScriptedConsole
{
public:
    static constexpr char silence[] = "";     ///< no answer
    static constexpr char hangUp[] = "\x01";  ///< this connection closes
    static constexpr char death[] = "\x02";   ///< the whole console closes

    std::function<QByteArray(const QJsonObject &)> onEntry = [](const QJsonObject &) { return "granted"; };
    std::function<QByteArray(const QJsonObject &)> onStanding = [](const QJsonObject &) { return "continue"; };
    std::function<QByteArray(const QJsonObject &)> onQuiet = [](const QJsonObject &) { return "quiet"; };
    bool answersEnding = true;

    ScriptedConsole() : m_stop(::eventfd(0, EFD_CLOEXEC)) {}
    ~ScriptedConsole() { die(); ::close(m_stop); }

    void start()
    {
        qputenv("FURROW_CONSOLE", m_console.path());
        m_thread = std::thread([this] { run(); });
    }
    /// As SIGKILL does: every connection and the listening socket close.
    void die()
    {
        if (m_thread.joinable()) {
            ::eventfd_write(m_stop, 1);
            m_thread.join();
        }
        qunsetenv("FURROW_CONSOLE");
    }
    /// Every packet so far of that type.
    QList<QJsonObject> packets(const QString &type)
    {
        std::lock_guard lock(m_mutex);
        QList<QJsonObject> found;
        for (const QJsonObject &each : m_packets) {
            if (each[QLatin1StringView("type")].toString() == type)
                found.append(each);
        }
        return found;
    }
    /// Says something on the control connection.
    void tell(QByteArrayView packet)
    {
        std::lock_guard lock(m_mutex);
        FakeConsole::say(m_control, packet);
    }
    /// Says a word on every connection that began with this type.
    void tellAll(const QString &type, QByteArrayView word)
    {
        std::lock_guard lock(m_mutex);
        for (const auto &[fd, first] : m_first) {
            if (first[QLatin1StringView("type")].toString() == type)
                FakeConsole::say(fd, word);
        }
    }
    int openConnections(const QString &type)
    {
        std::lock_guard lock(m_mutex);
        int count = 0;
        for (const auto &[fd, first] : m_first)
            count += first[QLatin1StringView("type")].toString() == type;
        return count;
    }
    QByteArray path() const { return m_console.path(); }

private:
    void run()
    {
        bool alive = true;
        while (alive) {
            std::vector<pollfd> wait{{m_stop, POLLIN, 0}, {m_console.fd(), POLLIN, 0}};
            for (const auto &[fd, first] : m_first)
                wait.push_back({fd, POLLIN, 0});
            if (::poll(wait.data(), wait.size(), -1) < 0)
                continue;
            if (wait[0].revents)
                break;
            for (std::size_t i = 2; i < wait.size() && alive; ++i) {
                if (wait[i].revents)
                    alive = readFrom(wait[i].fd);
            }
            if (wait[1].revents) {
                std::lock_guard lock(m_mutex);
                m_first[m_console.accept()] = {};
            }
        }
        std::lock_guard lock(m_mutex);
        m_console.close();
        for (const auto &[fd, first] : m_first)
            ::close(fd);
        m_first.clear();
        for (const int fd : m_fds)
            ::close(fd);
        m_control = -1;
    }

    bool readFrom(int fd)
    {
        QList<int> fds;
        const QJsonObject packet = FakeConsole::read(fd, &fds);
        std::unique_lock lock(m_mutex);
        m_fds += fds;
        if (packet.isEmpty()) {
            drop(fd);
            return true;
        }
        m_packets.append(packet);
        const QString type = packet[QLatin1StringView("type")].toString();
        QJsonObject &first = m_first[fd];
        if (first.isEmpty())
            first = packet;
        const QJsonObject opened = first;
        if (type == QLatin1StringView("hello"))
            m_control = fd;
        QByteArray answer;
        lock.unlock();
        if (type == QLatin1StringView("entry"))
            answer = onEntry(packet);
        else if (type == QLatin1StringView("standing"))
            answer = onStanding(opened);
        else if (type == QLatin1StringView("awaitQuiet"))
            answer = onQuiet(packet);
        else if (type == QLatin1StringView("ending") && answersEnding)
            answer = farewell();
        lock.lock();
        if (answer == hangUp)
            drop(fd);
        else if (answer == death)
            return false;
        else if (!answer.isEmpty())
            FakeConsole::say(fd, answer);
        return true;
    }

    QByteArray farewell()
    {
        std::lock_guard lock(m_mutex);
        QJsonArray copies;
        for (auto it = m_first.begin(); it != m_first.end();) {
            if (it->second[QLatin1StringView("type")].toString() == QLatin1StringView("copy")) {
                copies.append(it->second[QLatin1StringView("pid")]);
                ::close(it->first);
                it = m_first.erase(it);
            } else {
                ++it;
            }
        }
        return QJsonDocument(QJsonObject{{QLatin1StringView("type"), QLatin1StringView("farewell")}, {QLatin1StringView("copies"), copies}})
            .toJson(QJsonDocument::Compact);
    }

    void drop(int fd)
    {
        ::close(fd);
        m_first.erase(fd);
        if (m_control == fd)
            m_control = -1;
    }

    FakeConsole m_console;
    std::mutex m_mutex;
    std::map<int, QJsonObject> m_first; // by connection
    QList<QJsonObject> m_packets;
    QList<int> m_fds;
    int m_control = -1;
    int m_stop;
    std::thread m_thread;
};
