// SPDX-License-Identifier: MIT
#include "desktop/actortreemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

class TestActorTreeModel : public QObject
{
    Q_OBJECT

private:
    static ActorInfo actor(const QString &name, const ActorId &parent = {})
    {
        ActorInfo info;
        info.id = {name, QUuid::createUuid()};
        info.parent = parent;
        info.pid = 100;
        return info;
    }

private Q_SLOTS:
    void followsBirths()
    {
        ActorTree tree;
        const ActorInfo root = actor(u"root"_s);
        tree.insert(root); // before the model
        ActorTreeModel model(&tree);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const ActorInfo a = actor(u"a"_s, root.id);
        const ActorInfo b = actor(u"b"_s, root.id);
        const ActorInfo c = actor(u"c"_s, a.id);
        for (const ActorInfo &info : {a, b, c})
            tree.insert(info);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.rowCount(model.indexOf(root.id.uuid)), 2);
        QCOMPARE(model.indexOf(b.id.uuid).row(), 1);
        QCOMPARE(model.parent(model.indexOf(c.id.uuid)), model.indexOf(a.id.uuid));
        QCOMPARE(model.indexOf(c.id.uuid).data().toString(), u"c"_s);
    }

    void aChildHeardOfFirstMovesBelowItsParent()
    {
        ActorTree tree;
        ActorTreeModel model(&tree);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const ActorInfo root = actor(u"root"_s);
        const ActorInfo a = actor(u"a"_s, root.id);
        const ActorInfo b = actor(u"b"_s, root.id);
        tree.insert(a);
        tree.insert(b);
        const QPersistentModelIndex selected = model.indexOf(b.id.uuid);
        QCOMPARE(model.rowCount(), 2);
        tree.insert(root);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.rowCount(model.indexOf(root.id.uuid)), 2);
        QCOMPARE(selected.data().toString(), u"b"_s); // a selection stays with its actor
    }

    void changesAreTold()
    {
        ActorTree tree;
        const ActorInfo root = actor(u"root"_s);
        tree.insert(root);
        ActorTreeModel model(&tree);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        for (int i = 0; i < 1000; ++i)
            tree.update(root.id.uuid, [i](ActorInfo &info) { info.where = QString::number(i); });
        QTRY_COMPARE(changed.size(), 1); // once a frame, not once a change
        QCOMPARE(model.index(0, ActorTreeModel::Where).data().toString(), u"999"_s);
    }

    void aClimbMarksEveryHop()
    {
        ActorTree tree;
        const ActorInfo root = actor(u"root"_s);
        const ActorInfo a = actor(u"a"_s, root.id);
        const ActorInfo b = actor(u"b"_s, a.id);
        const ActorInfo other = actor(u"other"_s, root.id);
        for (const ActorInfo &info : {root, a, b, other})
            tree.insert(info);
        ActorTreeModel model(&tree);
        for (const ActorInfo &info : {b, a, root}) {
            tree.update(info.id.uuid, [](ActorInfo &changed) {
                changed.error = u"NameError: doggypants"_s;
                changed.errorId = u"E1"_s;
            });
        }
        QVERIFY(!model.indexOf(b.id.uuid).data(ActorTreeModel::RelayedRole).toBool());
        QVERIFY(model.indexOf(a.id.uuid).data(ActorTreeModel::RelayedRole).toBool());
        QVERIFY(model.indexOf(root.id.uuid).data(ActorTreeModel::DetailRole).toString().contains(u"↑ NameError: doggypants"_s));
        QVERIFY(model.indexOf(other.id.uuid).data(ActorTreeModel::ErrorIdRole).toString().isEmpty());
    }

    void everyStateHasItsOwnWord()
    {
        QSet<QString> words;
        for (int state = 0; state <= int(ActorInfo::State::Ended); ++state)
            words.insert(ActorTreeModel::stateText(ActorInfo::State(state)));
        QCOMPARE(words.size(), 7);
    }
};

QTEST_GUILESS_MAIN(TestActorTreeModel)
#include "tst_actortreemodel.moc"
