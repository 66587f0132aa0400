"""The destinations of RTF: which are read, which are collected, which hold nothing that is shown."""

from __future__ import annotations

#: Destinations that hold no shown text (Rich Text Format 1.9.1, appendix B); starred ones are passed over anyway.
SKIPPED = frozenset(
    {"listtable", "listoverridetable", "rsidtbl", "generator", "pict", "themedata", "colorschememapping",
     "latentstyles", "datastore", "xmlnstbl", "filetbl", "revtbl", "mmathPr", "objdata", "nonshppict", "shprslt",
     "bkmkstart", "bkmkend", "annotation", "atnid", "atnauthor", "atnref", "atrfstart", "atrfend", "atndate",
     "atntime", "atnicn", "tc", "tcn", "xe", "template", "operator", "fldtype", "sp", "private", "nonesttableprops",
     "picprop", "pgptbl", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc"}
)  # fmt: skip
#: Starred destinations that are read all the same.
STARRED = frozenset({"shpinst", "fldinst", "formfield", "nesttableprops", "do", "shptxt", "ud"})
#: Destinations whose text is collected under their name.
COLLECTED = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "fldinst", "title", "ffname", "ffdeftext", "ffhelptext", "ffstattext", "ffl",
     "info", "formfield", "upr", "ffresult", "falt", "listtext", "pntext"}
)  # fmt: skip
NOTES = frozenset({"footnote", "shptxt", "dptxbxtext"})
MARGINS = frozenset({"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"})
GROUPS = frozenset({"field", "fldrslt", "shpinst", "do", "ud"})
