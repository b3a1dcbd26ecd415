// SPDX-License-Identifier: MIT
#include <engine/commandoutput.h>

#include <QTest>

using furrow::ui::CommandOutput;

class CommandOutputTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cutsAnywhere()
    {
        // However the pipe cuts it, bytes of a character and of the mark included.
        const QByteArray bytes = "gr\xc3\xbc\xc3\x9f\x65\n\x1etok 7 1\x1enext \x1etok 8 0\x1e";
        for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
            CommandOutput output("tok");
            QString text;
            QList<int> ends;
            for (const QByteArray &part : {bytes.first(cut), bytes.sliced(cut)}) {
                output.append(part);
                CommandOutput::End end;
                for (bool more = true; more;) {
                    const QString piece = output.takeText();
                    text += piece;
                    more = !piece.isEmpty();
                    if (output.takeEnd(&end)) {
                        ends << end.id << end.ok;
                        more = true;
                    }
                }
            }
            QCOMPARE(text, QString::fromUtf8("gr\xc3\xbc\xc3\x9f\x65\nnext "));
            QCOMPARE(ends, (QList<int>{7, 1, 8, 0}));
        }
    }

    void separatorOfAProgramIsText()
    {
        CommandOutput output("tok");
        output.append("a\x1e""b\x1etox 1 1\x1e");
        QCOMPARE(output.takeText(), QStringLiteral("a\x1e""b\x1etox 1 1"));
        output.append("c");
        QCOMPARE(output.takeText(), QStringLiteral("\x1e""c"));
    }
};

QTEST_GUILESS_MAIN(CommandOutputTest)
#include "tst_commandoutput.moc"
