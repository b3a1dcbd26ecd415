// SPDX-License-Identifier: MIT
// Built twice from sources that differ, as an older and a newer program. The older one calls the newer one, or is replaced by it
// while it runs.
#include <furrow/furrow.h>

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

using namespace Qt::StringLiterals;

struct Point
{
    int x = 0;
#ifdef NEWER
    QString label = {};
#else
    int y = 0;
#endif
};

class Temperature
{
public:
    explicit Temperature(double kelvin = 0) : m_kelvin(kelvin) {}
    double kelvin() const { return m_kelvin; }

private:
    double m_kelvin;
};

// A codec is what its author says it is: no signature shows that it was changed.
template<>
struct furrow::wire::Codec<Temperature>
{
#ifdef NEWER
    static void write(Writer &w, const Temperature &t) { w.write(QString::number(t.kelvin())); }
    static Temperature read(Reader &r) { return Temperature(r.read<QString>().toDouble()); }
#else
    static void write(Writer &w, const Temperature &t) { w.write(t.kelvin()); }
    static Temperature read(Reader &r) { return Temperature(r.read<double>()); }
#endif
};

furrow::Task<int> abscissa(Point point)
{
    co_return point.x;
}
furrow::Task<bool> isWarm(Temperature temperature)
{
    co_return temperature.kelvin() > 290;
}
furrow::Task<Temperature> boiling()
{
    co_return Temperature(373);
}
furrow::Task<int> answer()
{
    co_return 42;
}

template<typename Call>
static furrow::Task<> tell(const char *what, Call call)
{
    try {
        co_await call();
        std::printf("%s: went well\n", what);
    } catch (const furrow::RemoteActorError &error) {
        std::printf("%s: %s: %s\n", what, qPrintable(error.boxedType()), qPrintable(error.boxed().message));
    } catch (const std::exception &error) {
        std::printf("%s: %s\n", what, error.what());
    }
}

static furrow::Task<> callOther(QString program)
{
    co_await furrow::openActorNursery([&](furrow::ActorNursery &an) -> furrow::Task<> {
        auto other = co_await an.startActor(u"newer"_s, {.exposes = furrow::exposes<&abscissa, &isWarm, &boiling, &answer>(),
                                                         .program = program});
        co_await tell("signature", [&]() -> furrow::Task<> { co_await other.run<&abscissa>(Point{1}); });
        co_await tell("arguments", [&]() -> furrow::Task<> { co_await other.run<&isWarm>(Temperature(300)); });
        co_await tell("result", [&]() -> furrow::Task<> { co_await other.run<&boiling>(); });
        co_await tell("both know it", [&]() -> furrow::Task<> { co_await other.run<&answer>(); });
        co_await other.cancelActor();
    });
}

static furrow::Task<> isReplaced(QString program)
{
    const QString self = QCoreApplication::applicationFilePath();
    if (!QFile::remove(self) || !QFile::copy(program, self))
        std::puts("cannot be replaced");
    co_await furrow::openActorNursery([&](furrow::ActorNursery &an) -> furrow::Task<> {
        co_await tell("start", [&]() -> furrow::Task<> { co_await an.runInActor<&answer>(); });
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, [&]() -> furrow::Task<> {
        const QString program = QString::fromLocal8Bit(argv[2]);
        if (argv[1] == QByteArrayView("calls"))
            co_await callOther(program);
        else
            co_await isReplaced(program);
    });
}
