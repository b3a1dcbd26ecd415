// SPDX-License-Identifier: MIT
#pragma once

#include "../core/transcript.h"
#include "colormode.h"
#include "visibletext.h"

#include <KSyntaxHighlighting/Theme>

#include <QColor>
#include <QHash>

class QProcessEnvironment;

namespace furrow::ui {

/// Turns blocks of the transcript into bytes for a terminal: the theme's text colours and weights as SGR sequences,
/// never its backgrounds, never a shortened line; text from programs is made harmless (see VisibleText). A value-like
/// helper of the face: no input, no output, one thread.
///
/// \code
/// AnsiRenderer renderer(ColorMode::TrueColor, AnsiRenderer::chooseTheme(QProcessEnvironment::systemEnvironment()));
/// write(renderer.render(transcript->at(index)));
/// \endcode
class AnsiRenderer
{
public:
    AnsiRenderer(ColorMode mode, KSyntaxHighlighting::Theme theme);

    /// The theme that FURROW_THEME names, else the default one for a dark or light background. An unknown name leaves
    /// one sentence in `complaint`.
    static KSyntaxHighlighting::Theme chooseTheme(const QProcessEnvironment &environment, QString *complaint = nullptr);

    /// The block's text without a last newline.
    QByteArray render(const TranscriptBlock &block);

    /// SGR parameters that select `color`: `38;2;r;g;b`, `38;5;n`, or nothing.
    QByteArray foreground(QColor color) const;
    /// The prompt, bold where there are colours at all.
    QByteArray strong(const QByteArray &text) const;
    ColorMode mode() const { return m_mode; }

private:
    QByteArray parametersOf(const KSyntaxHighlighting::Format &format) const;
    QByteArray renderSpans(const TranscriptBlock &block) const;

    ColorMode m_mode;
    KSyntaxHighlighting::Theme m_theme;
    QHash<QByteArray, VisibleText> m_streams; ///< by source: kind, actor, channel
};

/// The entry of xterm's colour cube or grey ramp that is nearest to `color` (16..255: the first 16 differ by terminal).
int nearestXtermColor(QColor color);

} // namespace furrow::ui
