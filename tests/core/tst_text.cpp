// SPDX-License-Identifier: MIT
#include "core/commandtable.h"
#include "core/highlighter.h"
#include "core/promptguard.h"
#include "core/sourceview.h"

#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/Theme>

#include <QTemporaryDir>
#include <QTest>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

class TestText : public QObject
{
    Q_OBJECT

private:
    /// The name of the format at the first occurrence of `part`.
    static QString formatAt(const QString &text, const QList<TextSpan> &spans, const QString &part)
    {
        const qsizetype at = text.indexOf(part);
        for (const TextSpan &span : spans) {
            if (span.start <= at && at < span.start + span.length)
                return span.format.name();
        }
        return {};
    }

private Q_SLOTS:
    void commandsAreFoundByTheSpellingsOfPdbAndGdb()
    {
        const QStringList proceed{u"c"_s, u"cont"_s, u"conti"_s, u"continue"_s};
        for (const QString &word : proceed)
            QCOMPARE(CommandTable::find(word), CommandTable::find(u"c"_s));
        QVERIFY(CommandTable::find(u"unt"_s) && CommandTable::find(u"until"_s));
        QVERIFY(CommandTable::find(u"q"_s) && CommandTable::find(u"exit"_s) == CommandTable::find(u"quit"_s));
        for (const QString &word : {u"u"_s, u"continued"_s, u"p"_s, u"start"_s, QString(), u"co"_s})
            QVERIFY2(!CommandTable::find(word), qPrintable(word));
        QCOMPARE(CommandTable::word(u" x/4x $sp"_s), u"x"_s);
        QCOMPARE(CommandTable::repetition(u"x/4x $sp"_s), u"x"_s);
        QCOMPARE(CommandTable::repetition(u"n 3"_s), u"n 3"_s);
        QVERIFY(CommandTable::repetition(u"c"_s).isEmpty());
        QVERIFY(CommandTable::repetition(u"info locals"_s).isEmpty());
    }

    void headersAndErrorsAreColouredByOurOwnDefinition()
    {
        const QString actor = u"('child', '8c0dd6a3-7a4d-4c39-8f6f-7d4f3c5a1b2e')"_s;
        const QString header = u"Opening a gdb REPL in crashed actor: %1\ntask 'name_error' at subactor_error.cpp:12"_s.arg(actor);
        const QList<TextSpan> spans = Highlighter::highlight(header, Highlighter::Language::Repl);
        QCOMPARE(formatAt(header, spans, u"Opening"_s), u"Header"_s);
        QCOMPARE(formatAt(header, spans, u"crashed"_s), u"Crashed"_s);
        QCOMPARE(formatAt(header, spans, u"('child'"_s), u"Actor"_s);
        QCOMPARE(formatAt(header, spans, u"task"_s), u"Kind"_s);
        QCOMPARE(formatAt(header, spans, u"'name_error'"_s), u"Name"_s);
        QCOMPARE(formatAt(header, spans, u"subactor_error.cpp"_s), u"File"_s);
        QCOMPARE(formatAt(header, spans, u":12"_s), u"Number"_s);

        const QString trace = u"RemoteActorError: %1\n  boxed type: NameError\n  remote trace:\n    foo(int, bool) at a/b.cpp:9\n  relay path: %1 -> %1"_s.arg(actor);
        const QList<TextSpan> marks = Highlighter::highlight(trace, Highlighter::Language::Repl);
        QCOMPARE(formatAt(trace, marks, u"RemoteActorError"_s), u"Error Type"_s);
        QCOMPARE(formatAt(trace, marks, u"boxed type"_s), u"Label"_s);
        QCOMPARE(formatAt(trace, marks, u"relay path"_s), u"Label"_s);
        QCOMPARE(formatAt(trace, marks, u"foo"_s), u"Function"_s);
        QCOMPARE(formatAt(trace, marks, u"a/b.cpp"_s), u"File"_s);
        QCOMPARE(formatAt(trace, marks, u"->"_s), u"Arrow"_s);

        const auto theme = Highlighter::repository().defaultTheme(KSyntaxHighlighting::Repository::DarkTheme);
        QVERIFY(marks.first().format.textColor(theme).isValid());
    }

    void backtracesAreGdbs()
    {
        const QString trace = u"#0  0x00007ffff in work (n=3) at program.cpp:12"_s;
        QVERIFY(!Highlighter::highlight(trace, Highlighter::Language::Backtrace).isEmpty());
    }

    void sourceKeepsItsSpansUnderLineNumbers()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"a.cpp"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("/* a comment\n   that goes on */\nint f()\n{\n    return 42; // end\n}\n");
        file.close();
        SourceView view;
        const TranscriptBlock block = view.around(path, 5, 1);
        QCOMPARE(block.text, u"   4      {\n   5  ->      return 42; // end\n   6      }"_s);
        QCOMPARE(formatAt(block.text, block.spans, u"return"_s), u"Control Flow"_s);
        QCOMPARE(formatAt(block.text, block.spans, u"// end"_s), u"Comment"_s);
        const TranscriptBlock first = view.around(path, 2, 0);
        QCOMPARE(formatAt(first.text, first.spans, u"that goes on"_s), u"Comment"_s);
        QVERIFY(view.around(u"/no/such.cpp"_s, 3).text.contains(u"/no/such.cpp"_s));
        QVERIFY(view.around(QString(), 0).text.contains(u"debug information"_s));
    }

    void theGuardKeepsOrderAndDropsTheOldestOfWhoTalksTooMuch()
    {
        Transcript transcript;
        PromptGuard guard(&transcript);
        const ActorId loud{u"loud"_s, QUuid::createUuid()}, calm{u"calm"_s, QUuid::createUuid()};
        const auto say = [&](const ActorId &actor, const QString &text) {
            TranscriptBlock block;
            block.kind = TranscriptBlock::Kind::Program;
            block.actor = actor;
            block.text = text;
            guard.show(std::move(block));
        };
        guard.hold();
        say(calm, u"first"_s);
        for (int i = 0; i < 6; ++i)
            say(loud, QString(512 * 1024, QChar(u'a' + i)));
        say(calm, u"last"_s);
        guard.noticeNow(u"now"_s);
        QCOMPARE(transcript.size(), 1);
        guard.letGo();
        QCOMPARE(transcript.at(1).text, u"first"_s);
        QVERIFY(transcript.at(2).text.contains(u"dropped"_s));
        QVERIFY(transcript.at(2).text.contains(u"'loud'"_s));
        QVERIFY(transcript.at(3).text.startsWith(u'd'));
        QCOMPARE(transcript.at(transcript.size() - 1).text, u"last"_s);
    }
};

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
