// SPDX-License-Identifier: MIT
#pragma once

#include "transcript.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace guide {

/// Whether a page's lines, among which `...` stands for any, say what came.
bool agrees(const QStringList &page, const QStringList &came);

/// The page's lines brought up to date: those of parts that agree stay as they are; in the others what came takes the place of what
/// stood there, and `...` goes on leaving out what it left out.
QStringList updated(const QStringList &page, const QStringList &came);

/// The same for whole transcripts, part by part; what came beyond the page's last action is one more part.
QStringList updated(const std::vector<Part> &page, const std::vector<QStringList> &came);

/// Both, for a person: lines of the page alone after `-`, those that came alone after `+`.
QString difference(const QStringList &page, const QStringList &came);

} // namespace guide
