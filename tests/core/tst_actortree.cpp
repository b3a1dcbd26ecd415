// SPDX-License-Identifier: MIT
#include "core/actortree.h"
#include "core/transcript.h"

#include <QSignalSpy>
#include <QTest>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

class TestActorTree : public QObject
{
    Q_OBJECT

private:
    static ActorInfo actor(const QString &name, const ActorId &parent = {})
    {
        ActorInfo info;
        info.id = {name, QUuid::createUuid()};
        info.parent = parent;
        return info;
    }
    static QStringList names(const QList<ActorInfo> &actors)
    {
        QStringList result;
        for (const ActorInfo &info : actors)
            result.append(info.id.name);
        return result;
    }

private Q_SLOTS:
    void parentsComeBeforeChildrenAndSiblingsInOrderOfBirth()
    {
        ActorTree tree;
        const ActorInfo root = actor(u"root"_s);
        const ActorInfo a = actor(u"a"_s, root.id);
        const ActorInfo b = actor(u"b"_s, root.id);
        const ActorInfo c = actor(u"c"_s, a.id);
        for (const ActorInfo &info : {root, a, b, c})
            tree.insert(info);
        QCOMPARE(names(tree.all()), QStringList({u"root"_s, u"a"_s, u"c"_s, u"b"_s}));
        QVERIFY(tree.isInSubtree(c.id.uuid, root.id.uuid));
        QVERIFY(tree.isInSubtree(c.id.uuid, a.id.uuid));
        QVERIFY(tree.isInSubtree(a.id.uuid, a.id.uuid));
        QVERIFY(!tree.isInSubtree(c.id.uuid, b.id.uuid));
    }

    void updateTellsOfTheChange()
    {
        ActorTree tree;
        const ActorInfo root = actor(u"root"_s);
        QSignalSpy inserted(&tree, &ActorTree::inserted);
        QSignalSpy changed(&tree, &ActorTree::changed);
        tree.insert(root);
        tree.update(root.id.uuid, [](ActorInfo &info) { info.state = ActorInfo::State::Running; });
        tree.update(QUuid::createUuid(), [](ActorInfo &info) { info.pid = 1; });
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(tree.find(root.id.uuid)->state, ActorInfo::State::Running);
    }

    void anActorWithoutAKnownParentIsShownAndFindsItsPlaceLater()
    {
        ActorTree tree;
        const ActorInfo root = actor(u"root"_s);
        const ActorInfo a = actor(u"a"_s, root.id);
        tree.insert(a);
        QCOMPARE(names(tree.all()), QStringList({u"a"_s}));
        tree.insert(root);
        QCOMPARE(names(tree.all()), QStringList({u"root"_s, u"a"_s}));
    }

    void aCircleIsBroken()
    {
        ActorTree tree;
        const ActorInfo root = actor(u"root"_s);
        const ActorInfo a = actor(u"a"_s, root.id);
        tree.insert(root);
        tree.insert(a);
        tree.update(root.id.uuid, [&](ActorInfo &info) { info.parent = a.id; });
        QCOMPARE(names(tree.all()), QStringList({u"root"_s, u"a"_s}));
    }

    void transcriptKeepsOrderAndActors()
    {
        Transcript transcript;
        const ActorInfo a = actor(u"a"_s);
        QSignalSpy appended(&transcript, &Transcript::appended);
        TranscriptBlock mine;
        mine.actor = a.id;
        mine.text = u"one"_s;
        TranscriptBlock other;
        other.text = u"two"_s;
        transcript.append(mine);
        transcript.append(other);
        QCOMPARE(transcript.size(), 2);
        QCOMPARE(transcript.at(1).text, u"two"_s);
        QVERIFY(transcript.at(0).time.isValid());
        QCOMPARE(transcript.ofActor(a.id).size(), 1);
        QCOMPARE(appended.last().first().toLongLong(), 1);
    }

    void transcriptIsBoundedAndItsIndexesStay()
    {
        Transcript transcript;
        const qsizetype piece = 1024 * 1024; // two bytes each
        qsizetype appended = 0;
        connect(&transcript, &Transcript::appended, this, [&](qsizetype index) {
            QCOMPARE(index, appended);
            QVERIFY(transcript.at(index).text.startsWith(QString::number(index) + u' '));
        });
        for (; appended < 200; ++appended) {
            TranscriptBlock block;
            block.text = QString::number(appended).leftJustified(piece, u' ');
            transcript.append(block);
        }
        QCOMPARE(transcript.size(), 200);
        QVERIFY(transcript.first() > 200 - Transcript::limit / (2 * piece));
        qsizetype kept = 0;
        for (qsizetype i = transcript.first() + 1; i < transcript.size(); ++i) {
            QVERIFY(transcript.at(i).text.startsWith(QString::number(i) + u' '));
            kept += transcript.at(i).text.size();
        }
        QVERIFY(kept * 2 < Transcript::limit);
        const TranscriptBlock &notice = transcript.at(transcript.first());
        QCOMPARE(notice.kind, TranscriptBlock::Kind::Notice);
        QVERIFY2(notice.text.contains(QString::number(200 * piece - kept)), qPrintable(notice.text));
        // One that is larger than all the room there is stays, as the newest.
        TranscriptBlock huge;
        huge.text = QString::number(appended).leftJustified(Transcript::limit, u' ');
        transcript.append(huge);
        QCOMPARE(transcript.at(200).text.size(), huge.text.size());
        QCOMPARE(transcript.size() - transcript.first(), 2);
    }
};

QTEST_GUILESS_MAIN(TestActorTree)
#include "tst_actortree.moc"
