// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <exception>
#include <vector>

namespace furrow {

/// Several errors that tasks of one nursery raised; at least two, none of them `Cancelled`, none a group itself.
///
/// \code
/// catch (const furrow::ExceptionGroup &group) { for (const std::exception_ptr &error : group.errors()) report(error); }
/// \endcode
class ExceptionGroup : public std::exception
{
public:
    explicit ExceptionGroup(std::vector<std::exception_ptr> errors);
    const std::vector<std::exception_ptr> &errors() const { return m_errors; }
    const char *what() const noexcept override { return m_what.constData(); }

private:
    std::vector<std::exception_ptr> m_errors;
    QByteArray m_what;
};

/// True for Cancelled.
bool isCancelled(const std::exception_ptr &error);
/// What a nursery raises for these: nothing (null) for none, the error itself for one, else a group. Groups are flattened, and
/// Cancelled counts only when there is nothing else.
std::exception_ptr combined(const std::vector<std::exception_ptr> &errors);

} // namespace furrow
