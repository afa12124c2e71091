"""The French interface: every catalogue of messages compiled to the form that Django reads."""

from steps import PROGRAMS, ROOT, fingerprint, is_unchanged, remember, run, step, unchanged

LOCALES = ROOT / "src" / "biovaliance" / "web" / "locale"


def compile_all() -> None:
    """Compile the catalogues of every area where one changed."""
    catalogues = sorted(LOCALES.glob("*/*/LC_MESSAGES/django.po"))
    mark = fingerprint(catalogues)
    if is_unchanged("translations", mark) and all(path.with_suffix(".mo").is_file() for path in catalogues):
        unchanged("Translations")
        return
    areas = sorted({path.parents[2] for path in catalogues})
    with step(f"Translations: {', '.join(area.name for area in areas)}"):
        for area in areas:
            run(
                [PROGRAMS / "pybabel", "compile", "--domain", "django", "--directory", area],
                f"translations-{area.name}",
                f"mend the catalogue named above, under {area.relative_to(ROOT)}.",
            )
    remember("translations", mark)
