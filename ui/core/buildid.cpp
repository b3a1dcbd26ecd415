// SPDX-License-Identifier: MIT
#include "buildid.h"

#include <QFile>

#include <cstring>
#include <elf.h>
#include <link.h>

namespace furrow::ui {

QString buildId(const QString &executable)
{
    constexpr qint64 largestNotes = 64 * 1024;
    QFile file(executable);
    ElfW(Ehdr) header;
    if (!file.open(QIODevice::ReadOnly) || file.read(reinterpret_cast<char *>(&header), sizeof header) != sizeof header
        || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32)
        || header.e_phentsize != sizeof(ElfW(Phdr)))
        return {};
    for (int i = 0; i < header.e_phnum; ++i) {
        ElfW(Phdr) segment;
        if (!file.seek(qint64(header.e_phoff) + i * qint64(sizeof segment))
            || file.read(reinterpret_cast<char *>(&segment), sizeof segment) != sizeof segment)
            return {};
        if (segment.p_type != PT_NOTE || !file.seek(qint64(segment.p_offset)))
            continue;
        const QByteArray notes = file.read(std::min(qint64(segment.p_filesz), largestNotes));
        const auto padded = [](quint32 size) { return (qsizetype(size) + 3) & ~qsizetype(3); };
        for (qsizetype at = 0; at + qsizetype(sizeof(ElfW(Nhdr))) <= notes.size();) {
            ElfW(Nhdr) note;
            std::memcpy(&note, notes.constData() + at, sizeof note);
            const qsizetype name = at + qsizetype(sizeof note), content = name + padded(note.n_namesz);
            at = content + padded(note.n_descsz);
            if (at > notes.size())
                break;
            if (note.n_type == NT_GNU_BUILD_ID && notes.sliced(name, note.n_namesz) == QByteArrayView("GNU\0", 4))
                return QString::fromLatin1(notes.sliced(content, note.n_descsz).toHex());
        }
    }
    return {};
}

} // namespace furrow::ui
