// SPDX-License-Identifier: MIT
#include "actor/buildid.h"

#include <elf.h>
#include <link.h>

#include <cstring>

namespace furrow::detail {
namespace {

int readNotes(dl_phdr_info *info, std::size_t, void *out)
{
    // The first object is the executable itself.
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const ElfW(Phdr) &header = info->dlpi_phdr[i];
        if (header.p_type != PT_NOTE)
            continue;
        const auto *at = reinterpret_cast<const char *>(info->dlpi_addr + header.p_vaddr);
        const char *end = at + header.p_memsz;
        while (at + sizeof(ElfW(Nhdr)) <= end) {
            ElfW(Nhdr) note;
            std::memcpy(&note, at, sizeof note);
            const char *name = at + sizeof note;
            const char *content = name + ((note.n_namesz + 3) & ~3U);
            if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(name, "GNU", 4) == 0) {
                *static_cast<QByteArray *>(out) = QByteArray(content, note.n_descsz).toHex();
                return 1;
            }
            at = content + ((note.n_descsz + 3) & ~3U);
        }
    }
    return 1;
}

} // namespace

QByteArray buildId()
{
    static const QByteArray id = [] {
        QByteArray found;
        dl_iterate_phdr(readNotes, &found);
        return found;
    }();
    return id;
}

} // namespace furrow::detail
