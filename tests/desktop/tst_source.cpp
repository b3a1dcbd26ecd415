// SPDX-License-Identifier: MIT
#include "xserver.h"

#include "desktop/docks/sourceeditor.h"
#include "desktop/docks/sourcepane.h"
#include "desktop/messagebar.h"
#include "desktop/themefollower.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextBlock>

using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// The source where the prompt stands, with a real mouse and real keys.
class TestSource : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<ThemeFollower> m_theme;
    std::unique_ptr<SourcePane> m_pane;
    QString m_file, m_program;

    static void write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    static void setTime(const QString &path, const QDateTime &time)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.setFileTime(time, QFileDevice::FileModificationTime));
    }
    SourceEditor *editor() const { return m_pane->editor(); }
    QWidget *margin() const
    {
        for (QObject *child : editor()->children()) {
            auto *widget = qobject_cast<QWidget *>(child);
            if (widget && widget != editor()->viewport() && widget->geometry().left() == editor()->contentsRect().left() && widget->height() > 100)
                return widget;
        }
        return nullptr;
    }
    QPoint marginPlace(int line) const
    {
        const QTextCursor cursor(editor()->document()->findBlockByNumber(line - 1));
        return {10, editor()->cursorRect(cursor).center().y()};
    }
    QMenu *menu() const { return m_pane->findChild<QMenu *>(u"sourceMenu"_s); }
    MessageBar *bar(const QString &name) const { return m_pane->findChild<MessageBar *>(name); }
    QString note() const { return m_pane->findChild<QLabel *>(u"sourceNote"_s)->text(); }

private Q_SLOTS:
    void init()
    {
        m_file = m_folder.filePath(u"sample.cpp"_s);
        m_program = m_folder.filePath(u"program"_s);
        QByteArray text;
        for (int line = 1; line <= 200; ++line)
            text += "int line" + QByteArray::number(line) + " = 0; // comment\n";
        write(m_file, text);
        write(m_program, "x");
        setTime(m_file, QDateTime::currentDateTime().addSecs(-60));
        m_theme = std::make_unique<ThemeFollower>();
        m_pane = std::make_unique<SourcePane>(m_theme.get());
        m_pane->resize(700, 500);
        m_pane->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_pane.get()));
        hands::focus(m_pane.get());
    }
    void cleanup()
    {
        m_pane.reset();
        m_theme.reset();
    }

    void itGoesWhereThePromptStands()
    {
        QVERIFY2(note().contains(u"where an actor stands at its prompt"_s), qPrintable(note()));
        m_pane->setPlace(m_file, 150, false, m_program);
        QCOMPARE(editor()->currentLine(), 150);
        QCOMPARE(editor()->cursorLine(), 150);
        const QTextCursor there(editor()->document()->findBlockByNumber(149));
        QVERIFY(editor()->viewport()->rect().contains(editor()->cursorRect(there).center()));
        QVERIFY(!bar(u"sourceChangedBar"_s)->isVisible());
        // One step further nothing jumps.
        const int top = editor()->cursorRect(there).top();
        m_pane->setPlace(m_file, 151, false, m_program);
        QCOMPARE(editor()->cursorRect(there).top(), top);
        // A user who looks elsewhere is not taken along.
        m_pane->setFollows(false);
        editor()->goToLine(3);
        m_pane->setPlace(m_file, 152, false, m_program);
        QCOMPARE(editor()->cursorLine(), 3);
        m_pane->setFollows(true);
        QCOMPARE(editor()->cursorLine(), 152);
        m_pane->clearPlace();
        QCOMPARE(editor()->currentLine(), 0);
        QCOMPARE(m_pane->file(), m_file); // to be read on
    }

    void aClickInTheMarginAndF9AskForABreakpoint()
    {
        m_pane->setPlace(m_file, 5, false, m_program);
        QSignalSpy toggled(m_pane.get(), &SourcePane::breakpointToggled);
        hands::click(margin(), marginPlace(8));
        QTRY_COMPARE(toggled.size(), 1);
        QCOMPARE(toggled.first().at(0).toString(), m_file);
        QCOMPARE(toggled.first().at(1).toInt(), 8);
        editor()->setFocus();
        hands::press("F9");
        QTRY_COMPARE(toggled.size(), 2);
        QCOMPARE(toggled.last().at(1).toInt(), 5); // where the cursor is
    }

    void breakpointsAreSeen()
    {
        m_pane->setPlace(m_file, 5, false, m_program);
        const QImage before = margin()->grab().toImage();
        Breakpoint one;
        one.number = 1;
        one.file = m_file;
        one.line = 8;
        Breakpoint elsewhere = one;
        elsewhere.file = u"/other.cpp"_s;
        elsewhere.line = 9;
        m_pane->setBreakpoints({one, elsewhere});
        QVERIFY(editor()->breakpointAt(8));
        QVERIFY(!editor()->breakpointAt(9));
        const QImage enabled = margin()->grab().toImage();
        QVERIFY(enabled != before);
        one.enabled = false;
        m_pane->setBreakpoints({one});
        const QImage disabled = margin()->grab().toImage();
        QVERIFY(disabled != enabled && disabled != before);
        one.enabled = true;
        one.trace = u"x is {x}"_s;
        m_pane->setBreakpoints({one});
        QVERIFY(margin()->grab().toImage() != enabled); // by its shape, too
    }

    void aConditionIsAskedForInABar()
    {
        m_pane->setPlace(m_file, 5, false, m_program);
        Breakpoint one;
        one.number = 1;
        one.file = m_file;
        one.line = 5;
        one.condition = u"i > 1"_s;
        m_pane->setBreakpoints({one});
        QSignalSpy asked(m_pane.get(), &SourcePane::breakpointConditionRequested);
        editor()->setFocus();
        hands::press("shift+F9");
        QTRY_VERIFY(menu() && menu()->isVisible());
        hands::press("i"); // Break If
        auto *answer = m_pane->findChild<QLineEdit *>(u"breakpointAnswer"_s);
        QTRY_VERIFY(answer->isVisible() && answer->hasFocus());
        QCOMPARE(answer->text(), u"i > 1"_s);
        hands::press("Escape");
        QTRY_VERIFY(!answer->isVisible());
        QVERIFY(asked.isEmpty());
        QVERIFY(editor()->hasFocus());
        hands::press("shift+F9");
        QTRY_VERIFY(menu() && menu()->isVisible());
        hands::press("i");
        QTRY_VERIFY(answer->hasFocus());
        hands::type(u"i == 42"_s);
        hands::press("Return");
        QTRY_COMPARE(asked.size(), 1);
        QCOMPARE(asked.first(), (QVariantList{m_file, 5, u"i == 42"_s}));
        QVERIFY(!bar(u"breakpointBar"_s)->isVisible());
    }

    void whatHasChangedOrIsGoneIsSaid()
    {
        m_pane->setPlace(m_file, 5, false, m_program);
        QVERIFY(!bar(u"sourceChangedBar"_s)->isVisible());
        setTime(m_program, QDateTime::currentDateTime().addSecs(-30));
        write(m_file, "int first;\nint second;\n");
        QTRY_VERIFY(bar(u"sourceChangedBar"_s)->isVisible());
        QVERIFY2(bar(u"sourceChangedBar"_s)->text().contains(u"sample.cpp has changed since program was built"_s), qPrintable(bar(u"sourceChangedBar"_s)->text()));
        QTRY_COMPARE(editor()->blockCount(), 3);
        QFile::remove(m_file);
        QTRY_VERIFY2(note().contains(u"cannot be read"_s), qPrintable(note()));
        QVERIFY(!editor()->isVisible());
        QVERIFY(!bar(u"sourceChangedBar"_s)->isVisible());
        m_pane->setPlace({}, 0, false, m_program);
        QVERIFY2(note().contains(u"without debug information"_s), qPrintable(note()));
    }

    void aLongFileIsShownAtOnce()
    {
        QByteArray text;
        for (int line = 0; line < 200'000; ++line)
            text += "int x = f(1, 2); // comment\n";
        write(m_file, text);
        QElapsedTimer timer;
        timer.start();
        m_pane->setPlace(m_file, 123'456, false, m_program);
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(editor()->cursorLine(), 123'456);
    }

    void pictures()
    {
        m_pane->setPlace(QStringLiteral(FURROW_SAMPLE), 23, false, {});
        Breakpoint one, two, three;
        one.number = 1;
        one.file = two.file = three.file = QStringLiteral(FURROW_SAMPLE);
        one.line = 13;
        two.number = 2;
        two.line = 18;
        two.condition = u"x"_s;
        three.number = 3;
        three.line = 28;
        three.trace = u"x"_s;
        m_pane->setBreakpoints({one, two, three});
        QDir().mkpath(QStringLiteral(FURROW_SCREENSHOTS));
        QVERIFY(m_pane->grab().save(QStringLiteral(FURROW_SCREENSHOTS) + u"/source-light.png"_s));
    }
};

FURROW_WINDOW_TEST(TestSource)
#include "tst_source.moc"
