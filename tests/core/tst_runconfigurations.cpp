// SPDX-License-Identifier: MIT
#include "core/runconfigurations.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

using namespace furrow::ui;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Field = RunConfiguration::Field;

namespace {

RunConfiguration named(const QString &name, const QString &program = u"/bin/true"_s)
{
    RunConfiguration configuration;
    configuration.id = QUuid::createUuid();
    configuration.name = name;
    configuration.program = program;
    configuration.lastUsed = QDateTime::currentDateTimeUtc();
    return configuration;
}

QStringList names(const QList<RunConfiguration> &list)
{
    QStringList result;
    for (const RunConfiguration &configuration : list)
        result.append(configuration.title());
    return result;
}

constexpr int each = 40;

// The other process of twoProcessesLoseNothing.
int writeMany(const QString &path, const QString &prefix)
{
    std::puts("ready");
    std::fflush(stdout);
    std::getchar(); // both begin at once
    for (int i = 0; i < each; ++i) {
        const RunConfiguration one = named(u"%1%2"_s.arg(prefix).arg(i));
        if (!RunConfigurationFile(path, 60s).change([&](QList<RunConfiguration> &list) { list.append(one); }).list)
            return 1;
    }
    return 0;
}

} // namespace

class TestRunConfigurations : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    static int modeOf(const QString &path)
    {
        struct stat info = {};
        return stat(QFile::encodeName(path).constData(), &info) == 0 ? int(info.st_mode & 07777) : -1;
    }
    static QByteArray contentsOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void put(const QByteArray &bytes, const QString &path = {}) const
    {
        QFile file(path.isEmpty() ? m_path : path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    QStringList stored() const { return names(RunConfigurationFile(m_path).read().list.value_or(QList<RunConfiguration>())); }
    static QString sentenceFor(const RunConfiguration &configuration, Field field)
    {
        QString result;
        for (const auto &[of, sentence] : configuration.problems()) {
            if (of == field)
                result = sentence;
        }
        return result;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"runs.json"_s);
    }

    void argumentsAreSplitAsAShellDoes_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("none") << u"  "_s << QStringList();
        QTest::newRow("plain") << u"a  --b=c"_s << QStringList{u"a"_s, u"--b=c"_s};
        QTest::newRow("quoted") << u"'a b' \"c \\\"d\\\"\" e\\ f ''"_s << QStringList{u"a b"_s, u"c \"d\""_s, u"e f"_s, u""_s};
        QTest::newRow("first like an assignment") << u"jobs=4 x"_s << QStringList{u"jobs=4"_s, u"x"_s};
        QTest::newRow("quoted characters of the shell's") << u"'*.cpp' \\$HOME"_s << QStringList{u"*.cpp"_s, u"$HOME"_s};
        QTest::newRow("home") << u"~/x"_s << QStringList{QDir::homePath() + u"/x"_s};
    }
    void argumentsAreSplitAsAShellDoes()
    {
        QFETCH(QString, typed);
        QFETCH(QStringList, words);
        RunConfiguration configuration = named(u"x"_s);
        configuration.arguments = typed;
        QCOMPARE(configuration.argumentList(), words);
        QVERIFY(configuration.problems().isEmpty());
        // What a command line brought comes out of it as it was.
        const auto again = RunConfiguration::of(u"/bin/true"_s, words, {});
        QCOMPARE(again.argumentList(), words);
    }

    void whatCannotBeStartedIsOneSentence_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("environment");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("field");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *what, const char *program, const char *arguments, const char *environment, const char *folder, Field field,
                            const QString &says) {
            QTest::newRow(what) << QString::fromUtf8(program) << QString::fromUtf8(arguments) << QString::fromUtf8(environment)
                                << QString::fromUtf8(folder) << int(field) << says;
        };
        row("no program", "", "", "", "", Field::Program, u"Name the program"_s);
        row("missing", "/no/such", "", "", "", Field::Program, u"no file “/no/such”"_s);
        row("missing name", "no-such-program-at-all", "", "", "", Field::Program, u"neither in PATH"_s);
        row("folder", "/tmp", "", "", "", Field::Program, u"is a folder"_s);
        row("not executable", "/etc/passwd", "", "", "", Field::Program, u"is not executable"_s);
        row("single quote", "sh", "it's", "", "", Field::Arguments, u"not closed"_s);
        row("double quote", "sh", "a \"b", "", "", Field::Arguments, u"not closed"_s);
        row("backslash", "sh", "a\\", "", "", Field::Arguments, u"not closed"_s);
        row("redirection", "sh", "> out", "", "", Field::Arguments, u"No shell reads"_s);
        row("variable", "sh", "$HOME", "", "", Field::Arguments, u"No shell reads"_s);
        row("neither set nor removed", "sh", "", "A=1\nwhat", "", Field::Environment, u"Line 2 of the environment is neither"_s);
        row("no name", "sh", "", "1A=1", "", Field::Environment, u"“1A” is no name"_s);
        row("ours", "sh", "", "FURROW_CONSOLE=/x", "", Field::Environment, u"FURROW_CONSOLE is set by Furrow"_s);
        row("no folder", "sh", "", "", "/no/such/folder", Field::WorkingFolder, u"no folder “/no/such/folder”"_s);
        row("a file for a folder", "sh", "", "", "/etc/passwd", Field::WorkingFolder, u"“/etc/passwd” is no folder"_s);
        row("PATH taken away", "sh", "", "-PATH", "", Field::Program, u"neither in PATH"_s);
    }
    void whatCannotBeStartedIsOneSentence()
    {
        QFETCH(QString, program);
        QFETCH(QString, arguments);
        QFETCH(QString, environment);
        QFETCH(QString, folder);
        QFETCH(int, field);
        QFETCH(QString, says);
        RunConfiguration configuration;
        configuration.program = program;
        configuration.arguments = arguments;
        configuration.environment = environment;
        configuration.workingFolder = folder;
        const QString sentence = sentenceFor(configuration, Field(field));
        QVERIFY2(sentence.contains(says), qPrintable(sentence));
        QVERIFY(sentence.endsWith(u'.') && !sentence.contains(u'\n'));
        QCOMPARE(configuration.problems().size(), 1);
    }

    void theEnvironmentIsReadWithTheDebugOptions()
    {
        RunConfiguration configuration = named(u"x"_s);
        configuration.environment = u"# a remark\nA=one = two \n\n -LANG\nEMPTY="_s;
        configuration.logLevel = u"trace"_s;
        configuration.taskDump = true;
        QVERIFY(configuration.problems().isEmpty());
        const EnvironmentChanges expected{{u"A"_s, u"one = two "_s}, {u"LANG"_s, std::nullopt}, {u"EMPTY"_s, QString(u""_s)},
                                          {u"FURROW_LOG_LEVEL"_s, u"trace"_s}, {u"FURROW_TASK_DUMP"_s, u"1"_s}};
        QCOMPARE(configuration.environmentChanges(), expected);
    }

    void anchoredItIsTheSameFromAnywhere()
    {
        QVERIFY(QFile::copy(u"/bin/true"_s, m_folder->filePath(u"mine"_s)));
        RunConfiguration configuration;
        configuration.program = u"mine"_s;
        configuration.workingFolder = m_folder->path();
        QVERIFY(configuration.problems().isEmpty());
        QCOMPARE(configuration.anchored().program, m_folder->filePath(u"mine"_s));
        configuration.program = u"./mine"_s;
        QCOMPARE(configuration.anchored().program, m_folder->filePath(u"mine"_s));
        configuration.program = u"sh"_s;
        configuration.workingFolder.clear();
        QCOMPARE(configuration.anchored().program, u"sh"_s);
        QCOMPARE(configuration.anchored().workingFolder, QDir::currentPath());
    }

    void everythingComesBackFromTheFile()
    {
        RunConfiguration one = named(u"Nightly “run”"_s, u"/home/me/bin/tree"_s);
        one.arguments = u"--jobs 4 'a b'"_s;
        one.environment = u"A=1\n-B"_s;
        one.workingFolder = u"/home/me"_s;
        one.logLevel = u"cancel"_s;
        one.taskDump = one.pinned = true;
        const QString path = m_folder->filePath(u"config/furrow/runs.json"_s);
        {
            RunConfigurations store(path);
            store.save(one);
        }
        RunConfigurations store(path);
        QSignalSpy problems(&store, &RunConfigurations::problem);
        QTRY_VERIFY(store.isLoaded());
        QCOMPARE(store.list(), QList{one});
        QCOMPARE(modeOf(path), 0600);
        QCOMPARE(modeOf(QFileInfo(path).path()), 0700);
        QVERIFY(problems.isEmpty());
    }

    void aLooseModeIsTightenedByTheNextChange()
    {
        RunConfigurationFile(m_path).change([](QList<RunConfiguration> &list) { list.append(named(u"a"_s)); });
        QVERIFY(QFile::setPermissions(m_path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther));
        RunConfigurationFile(m_path).change([](QList<RunConfiguration> &list) { list.append(named(u"b"_s)); });
        QCOMPARE(modeOf(m_path), 0600);
    }

    void theLastUsedComeFirstAndAreBounded()
    {
        RunConfigurations store(m_path);
        QTRY_VERIFY(store.isLoaded());
        store.save(named(u"kept"_s));
        RunConfiguration pinned = named({}, u"/bin/pinned"_s);
        pinned.pinned = true;
        store.save(pinned);
        for (int i = 0; i < 2 * RunConfigurationFile::mostRecent; ++i)
            store.remember(RunConfiguration::of(u"/bin/p%1"_s.arg(i), {}, u"/"_s));
        QCOMPARE(store.list().size(), RunConfigurationFile::mostRecent + 2);
        QCOMPARE(store.list().first().title(), u"p39"_s);
        QTest::qWait(2); // a later moment
        store.remember(RunConfiguration::of(u"/bin/p30"_s, {}, u"/"_s)); // again: it moves up
        QCOMPARE(store.list().size(), RunConfigurationFile::mostRecent + 2);
        QCOMPARE(store.list().first().title(), u"p30"_s);
        QTRY_COMPARE(stored(), names(store.list()));
        QVERIFY(stored().contains(u"kept"_s) && stored().contains(u"pinned"_s));
    }

    void aStartOfANamedOneMovesItUpAndAnAlteredOneIsAnother()
    {
        RunConfigurations store(m_path);
        RunConfiguration one = named(u"mine"_s);
        one.lastUsed = one.lastUsed.addDays(-1);
        store.save(one);
        store.remember(one);
        QCOMPARE(store.list().size(), 1);
        QVERIFY(store.list().first().lastUsed > one.lastUsed);
        QCOMPARE(store.list().first().name, u"mine"_s);
        one.arguments = u"other"_s;
        store.remember(one);
        QCOMPARE(store.list().size(), 2);
        QCOMPARE(store.find(one.id)->arguments, QString());
        QVERIFY(store.list().first().name.isEmpty() || store.list().last().name.isEmpty());
    }

    void twoWindowsSeeEachOther()
    {
        RunConfigurations first(m_path), second(m_path);
        QTRY_VERIFY(first.isLoaded() && second.isLoaded());
        const QUuid a = first.save(named(u"a"_s));
        const QUuid b = second.save(named(u"b"_s));
        QTRY_VERIFY(first.find(b) && second.find(a));
        first.setPinned(b, true);
        QTRY_VERIFY(second.find(b)->pinned);
        second.remove(a);
        QTRY_VERIFY(!first.find(a));
        QCOMPARE(stored(), QStringList{u"b"_s});
    }

    void twoProcessesLoseNothing()
    {
        std::array<QProcess, 2> writers;
        for (std::size_t i = 0; i < 2; ++i) {
            writers[i].start(QCoreApplication::applicationFilePath(), {u"--writer"_s, m_path, i ? u"b"_s : u"a"_s});
            QVERIFY(QTest::qWaitFor([&] { return writers[i].canReadLine(); }, 20'000));
        }
        for (QProcess &writer : writers)
            writer.write("\n");
        for (QProcess &writer : writers) {
            QVERIFY(QTest::qWaitFor([&] { return writer.state() == QProcess::NotRunning; }, 60'000));
            QCOMPARE(writer.exitCode(), 0);
        }
        const QStringList all = stored();
        QCOMPARE(all.size(), 2 * each);
        for (int i = 0; i < each; ++i)
            QVERIFY(all.contains(u"a%1"_s.arg(i)) && all.contains(u"b%1"_s.arg(i)));
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList{u"runs.json"_s}); // no lock, no temporary file
    }

    void aLockThatIsHeldIsSaidAndTheListGoesOn()
    {
        QLockFile held(m_path + u".lock"_s);
        QVERIFY(held.tryLock());
        const auto outcome = RunConfigurationFile(m_path, 20ms).change([](QList<RunConfiguration> &list) { list.append(named(u"a"_s)); });
        QVERIFY(!outcome.list);
        QVERIFY2(outcome.problem.contains(u"another Furrow holds it"_s), qPrintable(outcome.problem));
        RunConfigurations store(m_path);
        QSignalSpy problems(&store, &RunConfigurations::problem);
        store.save(named(u"b"_s));
        QCOMPARE(names(store.list()), QStringList{u"b"_s}); // at once: nothing waits for the lock
        held.unlock();
        QTRY_COMPARE(stored(), QStringList{u"b"_s});
        QVERIFY(problems.isEmpty());
    }

    void aDamagedFileIsSetAside_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("left");
        RunConfiguration sound = named(u"sound"_s);
        const QByteArray good = QJsonDocument(sound.toJson()).toJson();
        QTest::newRow("empty") << QByteArray() << QStringList();
        QTest::newRow("NULs") << QByteArray(4096, '\0') << QStringList();
        QTest::newRow("cut short") << QByteArray("{\"version\":1,\"configurations\":[{\"id\":\"") << QStringList();
        QTest::newRow("another's") << QByteArray("[1, 2]") << QStringList();
        QTest::newRow("one entry") << QByteArray("{\"configurations\":[") + good + ",{\"program\":7},\"x\"]}" << QStringList{u"sound"_s};
        QTest::newRow("twice the same") << QByteArray("{\"configurations\":[") + good + ',' + good + "]}" << QStringList{u"sound"_s};
        QTest::newRow("endless") << QByteArray("{\"configurations\":[") + QByteArray(RunConfigurationFile::largest, ' ') + "]}" << QStringList();
    }
    void aDamagedFileIsSetAside()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QStringList, left);
        put("former", m_path + u".damaged"_s);
        put(bytes);
        RunConfigurations store(m_path);
        QSignalSpy problems(&store, &RunConfigurations::problem);
        QTRY_VERIFY(store.isLoaded());
        QCOMPARE(names(store.list()), left);
        QCOMPARE(problems.size(), 1);
        const QString sentence = problems.first().first().toString();
        const QString aside = m_path + u".2.damaged"_s;
        QVERIFY2(sentence.contains(aside) && sentence.endsWith(u'.') && !sentence.contains(u'\n'), qPrintable(sentence));
        QVERIFY(contentsOf(aside) == bytes);
        QCOMPARE(contentsOf(m_path + u".damaged"_s), "former");
        store.save(named(u"new"_s));
        QTRY_VERIFY(stored().contains(u"new"_s));
        QCOMPARE(problems.size(), 1);
    }

    void oddFilesAreLeftAlone()
    {
        QCOMPARE(mkfifo(QFile::encodeName(m_path).constData(), 0600), 0);
        {
            RunConfigurations store(m_path);
            QSignalSpy problems(&store, &RunConfigurations::problem);
            QTRY_VERIFY(store.isLoaded()); // and does not block
            store.save(named(u"a"_s));
            QTRY_COMPARE(problems.size(), 1);
            QVERIFY(problems.first().first().toString().contains(u"is no file"_s));
            QCOMPARE(names(store.list()), QStringList{u"a"_s});
        } // its last write has ended, and with it the lock
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot), QStringList{u"runs.json"_s});
    }

    void aFolderThatCannotBeWrittenIsOneSentence()
    {
        RunConfigurations store(u"/proc/no/such/place/runs.json"_s);
        QSignalSpy problems(&store, &RunConfigurations::problem);
        store.save(named(u"a"_s));
        QTRY_COMPARE(problems.size(), 1);
        QCOMPARE(names(store.list()), QStringList{u"a"_s});
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 4 && qstrcmp(argv[1], "--writer") == 0)
        return writeMany(QFile::decodeName(argv[2]), QString::fromLocal8Bit(argv[3]));
    TestRunConfigurations test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_runconfigurations.moc"
