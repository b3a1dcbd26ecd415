// SPDX-License-Identifier: MIT
#include <furrow/exceptiongroup.h>

#include <furrow/cancelled.h>

#include <utility>

namespace furrow {

ExceptionGroup::ExceptionGroup(std::vector<std::exception_ptr> errors) : m_errors(std::move(errors))
{
    m_what = QByteArray::number(qsizetype(m_errors.size())) + " errors";
    for (const std::exception_ptr &error : m_errors) {
        try {
            std::rethrow_exception(error);
        } catch (const std::exception &known) {
            m_what += QByteArray("; ") + known.what();
        } catch (...) {
            m_what += "; an exception that is no std::exception";
        }
    }
}

bool isCancelled(const std::exception_ptr &error)
{
    if (!error)
        return false;
    try {
        std::rethrow_exception(error);
    } catch (const Cancelled &) {
        return true;
    } catch (...) {
        return false;
    }
}

std::exception_ptr combined(const std::vector<std::exception_ptr> &errors)
{
    std::vector<std::exception_ptr> leaves;
    std::exception_ptr cancelled;
    for (const std::exception_ptr &error : errors) {
        try {
            std::rethrow_exception(error);
        } catch (const Cancelled &) {
            cancelled = error;
        } catch (const ExceptionGroup &group) {
            leaves.insert(leaves.end(), group.errors().begin(), group.errors().end());
        } catch (...) {
            leaves.push_back(error);
        }
    }
    if (leaves.empty())
        return cancelled;
    if (leaves.size() == 1)
        return leaves.front();
    return std::make_exception_ptr(ExceptionGroup(std::move(leaves)));
}

} // namespace furrow
