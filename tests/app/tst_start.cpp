// SPDX-License-Identifier: MIT
#include "desktop/xserver.h"
#include "support/places.h"

#include "core/runconfigurationfile.h"

#include <QApplication>

using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// How the furrow program's window comes to its program.
class TestStart : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_furrow;

    QString program() const
    {
        const QString path = m_folder->filePath(u"mine"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no folder");
        file.write("#!/bin/sh\necho \"$PWD:$*\" > " + QFile::encodeName(m_folder->filePath(u"ran.new"_s)) + "\nmv "
                   + QFile::encodeName(m_folder->filePath(u"ran.new"_s)) + ' ' + QFile::encodeName(m_folder->filePath(u"ran"_s)) + '\n');
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path;
    }
    void open(const QStringList &arguments)
    {
        m_furrow = std::make_unique<QProcess>();
        m_furrow->setProcessChannelMode(QProcess::ForwardedChannels);
        m_furrow->setWorkingDirectory(m_folder->path());
        m_furrow->start(places::furrow(), arguments);
        QVERIFY(m_furrow->waitForStarted());
    }
    QString ran() const
    {
        QFile file(m_folder->filePath(u"ran"_s));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
    }
    static QList<RunConfiguration> remembered()
    {
        return RunConfigurationFile(RunConfigurationFile::defaultPath()).read().list.value_or(QList<RunConfiguration>());
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"FURROW_CONSOLE", "FURROW_GDB", "FURROW_DEBUG", "FURROW_COLOR", "FURROW_LOG_LEVEL"})
            qunsetenv(name);
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QFile::remove(RunConfigurationFile::defaultPath());
    }
    void cleanup()
    {
        if (m_furrow->state() == QProcess::Running) {
            m_furrow->terminate();
            QVERIFY(m_furrow->waitForFinished());
        }
    }

    void aProgramOfTheCommandLineIsRemembered()
    {
        const QString path = program();
        open({path, u"one"_s, u"two words"_s});
        QTRY_COMPARE_WITH_TIMEOUT(ran(), m_folder->path() + u":one two words"_s, 30'000);
        QTRY_COMPARE(remembered().size(), 1);
        const RunConfiguration recent = remembered().first();
        QCOMPARE(recent.program, path);
        QCOMPARE(recent.argumentList(), (QStringList{u"one"_s, u"two words"_s}));
        QCOMPARE(recent.workingFolder, m_folder->path());
    }

    void withoutAProgramOneIsTypedIntoTheWelcomePage()
    {
        const QString path = program();
        open({});
        hands::xdotool({u"search"_s, u"--sync"_s, u"--onlyvisible"_s, u"--name"_s, u"^Furrow$"_s, u"windowfocus"_s, u"--sync"_s});
        hands::type(path);
        hands::press("Return");
        QTRY_COMPARE_WITH_TIMEOUT(ran(), m_folder->path() + u':', 30'000);
        QTRY_COMPARE(remembered().size(), 1);
        QCOMPARE(m_furrow->state(), QProcess::Running); // the program has ended: all stays to be read
    }

    void theWelcomePageEndsOnSigterm()
    {
        open({});
        hands::xdotool({u"search"_s, u"--sync"_s, u"--onlyvisible"_s, u"--name"_s, u"^Furrow$"_s});
        m_furrow->terminate();
        QVERIFY(m_furrow->waitForFinished());
        QCOMPARE(m_furrow->exitStatus(), QProcess::NormalExit);
        QVERIFY(remembered().isEmpty());
    }
};

int main(int argc, char **argv)
{
    XServer server;
    QCoreApplication application(argc, argv);
    TestStart test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_start.moc"
