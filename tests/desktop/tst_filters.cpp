// SPDX-License-Identifier: MIT
#include "panetest.h"

#include "desktop/actorcolors.h"
#include "desktop/messagebar.h"
#include "desktop/pane/filtermenu.h"

#include <QListWidget>

#include <cmath>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// What the pane shows of whom, by the filter menu; and the colours that tell actors apart.
class TestFilters : public PaneTest
{
    Q_OBJECT

private:
    FilterMenu *menu() const { return find<FilterMenu>("filterMenu"); }
    void popUp()
    {
        hands::moveTo(m_pane->viewport(), {600, 500}); // a menu wants to know where the pointer was when it opened
        menu()->popup(m_panel->mapToGlobal(QPoint(200, 20)));
        QTRY_VERIFY(menu()->isVisible());
        QVERIFY(QTest::qWaitForWindowExposed(menu()));
    }
    void choose(const QString &name)
    {
        popUp();
        auto *action = menu()->findChild<QAction *>(name);
        QVERIFY2(action, qPrintable(name));
        QSignalSpy triggered(menu(), &QMenu::triggered);
        hands::click(menu(), menu()->actionGeometry(action).center());
        QTRY_VERIFY(!menu()->isVisible());
        QTRY_COMPARE(triggered.size(), 1);
        QCOMPARE(triggered[0][0].value<QAction *>(), action);
    }
    QString shown() const { return m_pane->document()->text(0, 0, m_pane->document()->endLine(), 0); }

    static double luminance(const QColor &color)
    {
        const auto part = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
        return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
    }
    static double contrast(const QColor &a, const QColor &b)
    {
        const std::pair<double, double> both = std::minmax({luminance(a), luminance(b)});
        return (both.second + 0.05) / (both.first + 0.05);
    }

private Q_SLOTS:
    void init() { openPanel(); }
    void cleanup() { closePanel(); }

    void byKind()
    {
        print(u"to output"_s);
        print(u"to error"_s, true);
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        m_pane->flush();
        choose(u"filterError"_s);
        QVERIFY2(!shown().contains(u"to error"_s), qPrintable(shown()));
        QVERIFY(shown().contains(u"to output"_s));
        QVERIFY(find<QWidget>("filterBar")->isVisible());
        QCOMPARE(find<MessageBar>("filterBar")->text(), u"Filtered: no standard error."_s);
        choose(u"filterRepl"_s);
        QCOMPARE(shown(), u"to output"_s); // no spacer either
        takePictures("filtered");
        hands::click(find<QToolButton>("showEverything"));
        QTRY_VERIFY(shown().contains(u"Opening"_s) && shown().contains(u"to error"_s));
        QVERIFY(!find<QWidget>("filterBar")->isVisible());
        choose(u"filterOutput"_s);
        QVERIFY(!shown().contains(u"to output"_s));
        choose(u"filterEverything"_s);
        QVERIFY(shown().contains(u"to output"_s));
    }
    void byLevel()
    {
        print(u"\x1b[2m21:03:11.402\x1b[0m \x1b[32minfo   \x1b[0m root good to know\n"
              "21:03:11.403 warning root something\n    is wrong\n"
              "21:03:11.404 debug   root detail\n    of it\n"
              "no log line"_s, true);
        TranscriptBlock half;
        half.kind = TranscriptBlock::Kind::Program;
        half.actor = m_tree->actors.at(u"child"_s).id;
        half.standardError = true;
        half.endsLine = false;
        for (const QString &text : {u"21:03:11.5"_s, u"02 debug   in two pieces"_s}) {
            half.text = text;
            m_tree->console->transcript()->append(half);
        }
        m_pane->flush();
        popUp();
        // As a user goes into the submenu.
        auto *levels = menu()->findChild<QMenu *>(u"levelMenu"_s);
        hands::click(menu(), menu()->actionGeometry(levels->menuAction()).center());
        QTRY_VERIFY(levels->isVisible());
        hands::click(levels, levels->actionGeometry(levels->findChild<QAction *>(u"level-warning"_s) ? levels->findChild<QAction *>(u"level-warning"_s)
                                                                                                     : levels->actions().at(1)).center());
        QTRY_COMPARE(int(m_pane->lineFilter().level), int(LogLevel::Warning));
        QCOMPARE(shown(), u"21:03:11.403 warning root something\n    is wrong\nno log line"_s);
        QVERIFY(find<MessageBar>("filterBar")->text().contains(u"warning"_s));
        TranscriptFilter filter;
        filter.level = LogLevel::Info;
        m_pane->setLineFilter(filter);
        QVERIFY(shown().contains(u"good to know"_s));
        QVERIFY(!shown().contains(u"detail"_s));
        QVERIFY(!shown().contains(u"of it"_s));
    }
    void bySeveralActors()
    {
        m_tree->add(u"third"_s, u"root"_s);
        for (const QString &name : {u"root"_s, u"child"_s, u"third"_s})
            print(u"of "_s + name, false, name);
        popUp();
        auto *list = menu()->findChild<QListWidget *>(u"filterActors"_s);
        QCOMPARE(list->count(), 3);
        for (const QString &name : {u"root"_s, u"third"_s}) {
            const QListWidgetItem *item = list->findItems(name, Qt::MatchExactly).first();
            hands::click(list->viewport(), list->visualItemRect(item).center());
            QTRY_COMPARE(item->checkState(), Qt::Checked);
        }
        QVERIFY(menu()->isVisible()); // while one checks
        takePictures("filter-menu-behind");
        QVERIFY(menu()->grab().save(QStringLiteral(FURROW_SCREENSHOTS) + u"/pane-filter-menu.png"_s));
        hands::press("Escape");
        QTRY_VERIFY(!menu()->isVisible());
        QCOMPARE(shown(), u"of root\nof third"_s);
        QCOMPARE(find<MessageBar>("filterBar")->text(), u"Filtered: only 2 actors."_s);
        // The prompt of one that is not shown is not shown either.
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        QVERIFY(!m_pane->isPromptShown());
        m_pane->setFilter(m_tree->actors.at(u"child"_s).id.uuid); // as the tree does
        QVERIFY(m_pane->isPromptShown());
        QVERIFY(!find<QWidget>("filterBar")->isVisible());
    }
    void theConsolesLog()
    {
        TranscriptBlock log;
        log.kind = TranscriptBlock::Kind::Log;
        log.text = u"granted"_s;
        m_tree->console->transcript()->append(log);
        m_pane->flush();
        QVERIFY(!shown().contains(u"granted"_s));
        choose(u"filterLog"_s);
        QVERIFY(shown().contains(u"granted"_s));
        QVERIFY(!find<QWidget>("filterBar")->isVisible()); // hides nothing
        m_pane->setLogShown(false);
        QVERIFY(!menu()->findChild<QAction *>(u"filterLog"_s)->isChecked());
    }

    void actorsHaveColours()
    {
        QSet<QRgb> seen[2];
        for (const bool dark : {false, true}) {
            const QColor background = dark ? QColor(0x23, 0x26, 0x29) : QColor(Qt::white);
            for (int i = 0; i < 200; ++i) {
                const QColor color = actorColor(u"worker_%1"_s.arg(i), dark);
                QVERIFY2(contrast(color, background) >= 3, qPrintable(color.name()));
                seen[dark].insert(color.rgb());
            }
            QCOMPARE(seen[dark].size(), 8);
            // Those who do not see red or green (Machado, Oliveira and Fernandes) still tell any two apart.
            constexpr double deuteranopia[3][3] = {{0.367, 0.861, -0.228}, {0.280, 0.673, 0.047}, {-0.012, 0.043, 0.969}};
            constexpr double protanopia[3][3] = {{0.152, 1.053, -0.205}, {0.115, 0.786, 0.099}, {-0.004, -0.048, 1.052}};
            for (const auto &matrix : {deuteranopia, protanopia}) {
                const auto sight = [&](QRgb rgb) {
                    const double in[3] = {qRed(rgb) / 255.0, qGreen(rgb) / 255.0, qBlue(rgb) / 255.0};
                    std::array<double, 3> out{};
                    for (int row = 0; row < 3; ++row)
                        out[std::size_t(row)] = matrix[row][0] * in[0] + matrix[row][1] * in[1] + matrix[row][2] * in[2];
                    return out;
                };
                const QList<QRgb> colors(seen[dark].cbegin(), seen[dark].cend());
                for (qsizetype i = 0; i < colors.size(); ++i) {
                    for (qsizetype j = i + 1; j < colors.size(); ++j) {
                        const auto a = sight(colors[i]), b = sight(colors[j]);
                        const double distance = std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
                        QVERIFY2(distance > 0.15, qPrintable(u"%1 and %2: %3"_s.arg(QColor(colors[i]).name(), QColor(colors[j]).name()).arg(distance)));
                    }
                }
            }
        }
        QCOMPARE(actorColor(u"root"_s, false), actorColor(u"root"_s, false));
        QVERIFY(actorColor(u"worker_1"_s, false) != actorColor(u"worker_2"_s, false));
    }
    void theStripeIsPainted()
    {
        print(u"one"_s);
        print(u"two"_s, false, u"child"_s);
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        m_pane->flush();
        const QImage image = m_pane->viewport()->grab().toImage();
        QCOMPARE(image.pixelColor(1, 14), actorColor(u"root"_s, false));
        QSet<QRgb> colors;
        for (int y = 0; y < image.height(); ++y)
            colors.insert(image.pixel(1, y));
        QVERIFY(colors.contains(actorColor(u"child"_s, false).rgb()));
        QVERIFY(actorColor(u"child"_s, false) != actorColor(u"root"_s, false));
        takePictures("colours");
    }
};

FURROW_WINDOW_TEST(TestFilters)
#include "tst_filters.moc"
