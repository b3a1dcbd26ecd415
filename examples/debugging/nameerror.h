// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <exception>

/// The error of every example: a name that nobody has defined.
class NameError : public std::exception
{
public:
    explicit NameError(const QByteArray &name) : m_what("name '" + name + "' is not defined") {}
    const char *what() const noexcept override { return m_what.constData(); }

private:
    QByteArray m_what;
};
