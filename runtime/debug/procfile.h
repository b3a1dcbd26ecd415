// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <span>
#include <unistd.h>

namespace furrow::debug {

/// A small file of /proc, without any allocation: this runs between a throw and its handler.
class ProcFile
{
public:
    explicit ProcFile(const char *path)
    {
        const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return;
        const ssize_t size = ::read(fd, m_text, sizeof m_text - 1);
        ::close(fd);
        m_text[size > 0 ? size : 0] = 0;
    }
    /// The number that follows a word.
    long after(const char *word) const
    {
        const char *at = std::strstr(m_text, word);
        return at ? std::strtol(at + std::strlen(word), nullptr, 10) : -1;
    }
    /// The words, which are numbers, from the first on.
    bool read(std::span<long> numbers) const
    {
        const char *at = m_text;
        for (long &number : numbers) {
            char *end;
            number = std::strtol(at, &end, 10);
            if (end == at)
                return false;
            at = end;
        }
        return true;
    }

private:
    char m_text[2048] = {};
};

} // namespace furrow::debug
