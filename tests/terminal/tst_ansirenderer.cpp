// SPDX-License-Identifier: MIT
#include "terminal/ansirenderer.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>

#include <QProcessEnvironment>
#include <QTest>

using namespace furrow::ui;
using namespace Qt::StringLiterals;
using Kind = TranscriptBlock::Kind;

class TestAnsiRenderer : public QObject
{
    Q_OBJECT

    KSyntaxHighlighting::Repository m_repository;

    static QProcessEnvironment environment(std::initializer_list<std::pair<QString, QString>> variables)
    {
        QProcessEnvironment result;
        for (const auto &[name, value] : variables)
            result.insert(name, value);
        return result;
    }
    KSyntaxHighlighting::Format format(const QString &name)
    {
        for (const auto &candidate : m_repository.definitionForName(u"ISO C++"_s).formats()) {
            if (candidate.name() == name)
                return candidate;
        }
        qFatal("no such format");
    }

private Q_SLOTS:
    void modeFollowsTheEnvironment()
    {
        const auto mode = [](auto variables, bool terminal = true) {
            return detectColorMode(environment(variables), terminal);
        };
        using Variables = std::initializer_list<std::pair<QString, QString>>;
        QCOMPARE(mode(Variables{{u"TERM"_s, u"xterm"_s}}), ColorMode::Indexed256);
        QCOMPARE(mode(Variables{{u"TERM"_s, u"xterm"_s}, {u"COLORTERM"_s, u"truecolor"_s}}), ColorMode::TrueColor);
        QCOMPARE(mode(Variables{{u"TERM"_s, u"xterm"_s}, {u"COLORTERM"_s, u"24bit"_s}}), ColorMode::TrueColor);
        QCOMPARE(mode(Variables{{u"TERM"_s, u"xterm"_s}, {u"COLORTERM"_s, u"24bit"_s}}, false), ColorMode::Never);
        QCOMPARE(mode(Variables{{u"TERM"_s, u"dumb"_s}, {u"COLORTERM"_s, u"24bit"_s}}), ColorMode::Never);
        QCOMPARE(mode(Variables{{u"TERM"_s, u"xterm"_s}, {u"NO_COLOR"_s, u"1"_s}}), ColorMode::Never);
        QCOMPARE(mode(Variables{{u"TERM"_s, u"xterm"_s}, {u"NO_COLOR"_s, u""_s}}), ColorMode::Indexed256);
        QCOMPARE(mode(Variables{}), ColorMode::Never);
    }

    void themeFollowsTheBackground()
    {
        const auto theme = [](std::initializer_list<std::pair<QString, QString>> variables,
                              QString *complaint = nullptr) {
            return AnsiRenderer::chooseTheme(environment(variables), complaint).name();
        };
        const QString dark = theme({});
        const QString light = theme({{u"COLORFGBG"_s, u"0;15"_s}});
        QVERIFY(dark != light);
        QCOMPARE(theme({{u"COLORFGBG"_s, u"15;0"_s}}), dark);
        QCOMPARE(theme({{u"COLORFGBG"_s, u"0;default;7"_s}}), light);
        QCOMPARE(theme({{u"COLORFGBG"_s, u"15;default;8"_s}}), dark);
        QCOMPARE(theme({{u"COLORFGBG"_s, u"default;default"_s}}), dark);
        QString complaint;
        QCOMPARE(theme({{u"FURROW_THEME"_s, u"Nord"_s}}, &complaint), u"Nord"_s);
        QVERIFY(complaint.isEmpty());
        QCOMPARE(theme({{u"FURROW_THEME"_s, u"Nrod"_s}}, &complaint), dark);
        QVERIFY(complaint.contains(u"'Nrod'"_s));
    }

    void nearestColours()
    {
        QCOMPARE(nearestXtermColor(Qt::black), 16);
        QCOMPARE(nearestXtermColor(Qt::white), 231);
        QCOMPARE(nearestXtermColor(QColor(255, 0, 0)), 196);
        QCOMPARE(nearestXtermColor(QColor(8, 8, 8)), 232);
        QCOMPARE(nearestXtermColor(QColor(128, 128, 128)), 244);
        QCOMPARE(nearestXtermColor(QColor(0x5f, 0x87, 0xaf)), 67);
    }

    void spansBecomeColours()
    {
        TranscriptBlock block;
        block.kind = Kind::Source;
        block.text = u"if x\nif\033[2J"_s;
        const auto keyword = format(u"Control Flow"_s);
        block.spans = {{5, 2, keyword}, {0, 2, keyword}};
        const auto dark = m_repository.theme(u"Breeze Dark"_s);
        const QColor color = keyword.textColor(dark);
        const QByteArray rgb = QByteArray::number(color.red()) + ';' + QByteArray::number(color.green()) + ';' +
                               QByteArray::number(color.blue());
        AnsiRenderer trueColor(ColorMode::TrueColor, dark);
        const QByteArray styled = "\033[1;38;2;" + rgb + "mif\033[0m";
        QCOMPARE(trueColor.render(block), styled + " x\n" + styled + "^[[2J");
        const QByteArray indexed = "\033[1;38;5;" + QByteArray::number(nearestXtermColor(color)) + "mif\033[0m";
        QCOMPARE(AnsiRenderer(ColorMode::Indexed256, dark).render(block), indexed + " x\n" + indexed + "^[[2J");
        QCOMPARE(AnsiRenderer(ColorMode::Never, dark).render(block), "if x\nif^[[2J");
    }

    void brokenSpansDoNoHarm()
    {
        TranscriptBlock block;
        block.kind = Kind::Source;
        block.text = u"abc"_s;
        const auto keyword = format(u"Control Flow"_s);
        block.spans = {{-5, 2, keyword}, {1, 100, keyword}, {2, 1, keyword}, {50, 1, keyword}};
        AnsiRenderer renderer(ColorMode::Never, {});
        QCOMPARE(renderer.render(block), "abc");
    }

    void noticesAreDim()
    {
        TranscriptBlock block;
        block.text = u"one\ntwo"_s;
        const auto dark = m_repository.theme(u"Breeze Dark"_s);
        QCOMPARE(AnsiRenderer(ColorMode::TrueColor, dark).render(block), "\033[2mone\033[0m\n\033[2mtwo\033[0m");
        QCOMPARE(AnsiRenderer(ColorMode::Never, dark).render(block), "one\ntwo");
    }

    void longLinesStayWhole()
    {
        TranscriptBlock block;
        block.kind = Kind::Output;
        block.text = QString(1'000'000, u'x');
        QCOMPARE(AnsiRenderer(ColorMode::TrueColor, {}).render(block), block.text.toLatin1());
    }

    void programsKeepTheirOwnColours()
    {
        AnsiRenderer renderer(ColorMode::TrueColor, {});
        TranscriptBlock one, other;
        one.kind = other.kind = Kind::Program;
        one.actor = {u"one"_s, QUuid::createUuid()};
        other.actor = {u"other"_s, QUuid::createUuid()};
        one.text = u"\033[31mred"_s;
        other.text = u"plain"_s;
        QCOMPARE(renderer.render(one), "\033[31mred\033[0m");
        QCOMPARE(renderer.render(other), "plain");
        one.text = u"still"_s;
        QCOMPARE(renderer.render(one), "\033[31mstill\033[0m");
    }
};

QTEST_GUILESS_MAIN(TestAnsiRenderer)
#include "tst_ansirenderer.moc"
