// SPDX-License-Identifier: MIT
#include "ansirenderer.h"

#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>

#include <QProcessEnvironment>

#include <algorithm>
#include <array>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

QByteArray withStyle(const QByteArray &parameters, const QByteArray &text)
{
    if (parameters.isEmpty() || text.isEmpty())
        return text;
    // Each line opens and closes its own style, so that pagers and cut-out lines keep their colours.
    QByteArray styled;
    qsizetype from = 0;
    while (from <= text.size()) {
        qsizetype end = text.indexOf('\n', from);
        if (end < 0)
            end = text.size();
        if (end > from)
            styled += "\033[" + parameters + 'm' + text.mid(from, end - from) + "\033[0m";
        if (end < text.size())
            styled += '\n';
        from = end + 1;
    }
    return styled;
}

void addParameter(QByteArray &parameters, const QByteArray &parameter)
{
    if (parameter.isEmpty())
        return;
    if (!parameters.isEmpty())
        parameters += ';';
    parameters += parameter;
}

} // namespace

int nearestXtermColor(QColor color)
{
    constexpr std::array<int, 6> levels{0, 95, 135, 175, 215, 255};
    const auto nearestLevel = [&levels](int value) {
        const auto nearest =
            std::ranges::min_element(levels, {}, [value](int level) { return std::abs(level - value); });
        return int(nearest - levels.begin());
    };
    const auto distance = [&color](int r, int g, int b) {
        const int dr = r - color.red(), dg = g - color.green(), db = b - color.blue();
        return dr * dr + dg * dg + db * db;
    };
    const int r = nearestLevel(color.red()), g = nearestLevel(color.green()), b = nearestLevel(color.blue());
    const int average = (color.red() + color.green() + color.blue()) / 3;
    const int grey = std::clamp((average - 8 + 5) / 10, 0, 23);
    const int greyValue = 8 + 10 * grey;
    const int cubeDistance = distance(levels[size_t(r)], levels[size_t(g)], levels[size_t(b)]);
    if (distance(greyValue, greyValue, greyValue) < cubeDistance)
        return 232 + grey;
    return 16 + 36 * r + 6 * g + b;
}

AnsiRenderer::AnsiRenderer(ColorMode mode, KSyntaxHighlighting::Theme theme) : m_mode(mode), m_theme(std::move(theme))
{}

KSyntaxHighlighting::Theme AnsiRenderer::chooseTheme(const QProcessEnvironment &environment, QString *complaint)
{
    using KSyntaxHighlighting::Repository;
    Repository repository;
    const auto byBackground =
        repository.defaultTheme(hasDarkBackground(environment) ? Repository::DarkTheme : Repository::LightTheme);
    const QString name = environment.value(u"FURROW_THEME"_s);
    if (name.isEmpty())
        return byBackground;
    const auto named = repository.theme(name);
    if (named.isValid())
        return named;
    if (complaint) {
        *complaint =
            u"FURROW_THEME names the theme '%1', which is not installed; using '%2'."_s.arg(name, byBackground.name());
    }
    return byBackground;
}

QByteArray AnsiRenderer::foreground(QColor color) const
{
    if (!color.isValid())
        return {};
    switch (m_mode) {
    case ColorMode::Never:
        return {};
    case ColorMode::Indexed256:
        return "38;5;" + QByteArray::number(nearestXtermColor(color));
    case ColorMode::TrueColor:
        break;
    }
    return "38;2;" + QByteArray::number(color.red()) + ';' + QByteArray::number(color.green()) + ';' +
           QByteArray::number(color.blue());
}

QByteArray AnsiRenderer::strong(const QByteArray &text) const
{
    return m_mode == ColorMode::Never ? text : withStyle(QByteArrayLiteral("1"), text);
}

QByteArray AnsiRenderer::parametersOf(const KSyntaxHighlighting::Format &format) const
{
    if (m_mode == ColorMode::Never || !format.isValid())
        return {};
    QByteArray parameters;
    if (format.isBold(m_theme))
        addParameter(parameters, QByteArrayLiteral("1"));
    if (format.isItalic(m_theme))
        addParameter(parameters, QByteArrayLiteral("3"));
    if (format.isUnderline(m_theme))
        addParameter(parameters, QByteArrayLiteral("4"));
    if (format.isStrikeThrough(m_theme))
        addParameter(parameters, QByteArrayLiteral("9"));
    // The theme's own default colour assumes the theme's background: there the terminal's own foreground reads better.
    if (format.hasTextColor(m_theme))
        addParameter(parameters, foreground(format.textColor(m_theme)));
    return parameters;
}

QByteArray AnsiRenderer::renderSpans(const TranscriptBlock &block) const
{
    VisibleText visible(VisibleText::Colors::Show);
    // What the console says of its own work must not outshine the headers and the program's output.
    const bool calm = block.kind == TranscriptBlock::Kind::Notice || block.kind == TranscriptBlock::Kind::Log;
    const QByteArray base = calm && m_mode != ColorMode::Never
                                ? QByteArrayLiteral("2")
                                : QByteArray();
    QList<TextSpan> spans = block.spans;
    std::ranges::stable_sort(spans, {}, &TextSpan::start);
    const QStringView text(block.text);
    QByteArray out;
    qsizetype at = 0;
    const auto upTo = [&](qsizetype end, const QByteArray &parameters) {
        if (end > at) {
            out += withStyle(parameters, visible.render(text.mid(at, end - at), true));
            at = end;
        }
    };
    for (const TextSpan &span : std::as_const(spans)) {
        const qsizetype start = std::clamp<qsizetype>(span.start, at, text.size());
        const qsizetype end = std::clamp<qsizetype>(span.start + span.length, start, text.size());
        upTo(start, base);
        QByteArray parameters = base;
        addParameter(parameters, parametersOf(span.format));
        upTo(end, parameters);
    }
    upTo(text.size(), base);
    return out;
}

QByteArray AnsiRenderer::render(const TranscriptBlock &block)
{
    using Kind = TranscriptBlock::Kind;
    const bool foreign = block.kind == Kind::Program || block.kind == Kind::Output;
    if (!foreign || !block.spans.isEmpty())
        return renderSpans(block);
    const QByteArray source =
        QByteArray::number(int(block.kind)) + (block.standardError ? 'e' : 'o') + block.actor.uuid.toRfc4122();
    const auto colors = m_mode == ColorMode::Never ? VisibleText::Colors::Drop : VisibleText::Colors::Pass;
    auto stream = m_streams.find(source);
    if (stream == m_streams.end())
        stream = m_streams.insert(source, VisibleText(colors));
    return stream->render(block.text, block.endsLine);
}

} // namespace furrow::ui
