// SPDX-License-Identifier: MIT
#include <furrow/log.h>

#include <string_view>

#include <unistd.h>

namespace furrow {

static std::string_view environment(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

static LogColor decideColor()
{
    // Set by the console for the tree whose standard error it shows, so it comes before what the pipe looks like.
    const auto wanted = environment("FURROW_COLOR");
    if (wanted == "never")
        return LogColor::Never;
    if (wanted == "256")
        return LogColor::Palette256;
    if (wanted == "truecolor")
        return LogColor::TrueColor;

    const auto term = environment("TERM");
    if (!environment("NO_COLOR").empty() || term.empty() || term == "dumb" || !isatty(STDERR_FILENO))
        return LogColor::Never;
    const auto colorTerm = environment("COLORTERM");
    if (colorTerm == "truecolor" || colorTerm == "24bit" || term.ends_with("-direct"))
        return LogColor::TrueColor;
    return term.contains("256") ? LogColor::Palette256 : LogColor::Palette16;
}

LogColor logColor()
{
    static const LogColor color = decideColor();
    return color;
}

} // namespace furrow
