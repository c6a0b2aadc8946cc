"""How exchange speaks of days, sizes and counts."""

from datetime import UTC, datetime

from pea_desktop.core.grid import show_date
from pea_desktop.i18n import _, ngettext

PACKAGES = "*.peapkg"
ENDING = ".peapkg"


def moment(claimed_at: int) -> datetime:
    """Return the hour that a laptop claims, in the time of this place."""
    return datetime.fromtimestamp(claimed_at / 1000, tz=UTC).astimezone()


def day(claimed_at: int) -> str:
    """Return a claimed time as a day: «12/03/2024»."""
    return show_date(moment(claimed_at).date())


def day_and_hour(claimed_at: int) -> str:
    """Return a claimed time as a day and an hour."""
    told = moment(claimed_at)
    return _("{day} {time}").format(day=show_date(told.date()), time=f"{told:%H:%M}")


def size(count: int) -> str:
    """Return a number of bytes as people read it: «12 KB», «3.4 MB»."""
    if count < 1_000_000:
        return _("{n} KB").format(n=max(1, round(count / 1000)))
    return _("{n} MB").format(n=f"{count / 1_000_000:.1f}")


def natural(text: str) -> list[str]:
    """Return a key in which «Línea 9» comes before «Línea 10»."""
    return [f"{int(part):09}" if part.isdigit() else part for part in text.split()]


def changes(count: int) -> str:
    """Return «1 cambio», «14 cambios»."""
    return ngettext("{n} cambio", "{n} cambios", count).format(n=count)


def devices(count: int) -> str:
    """Return «1 equipo», «3 equipos»."""
    return ngettext("{n} equipo", "{n} equipos", count).format(n=count)


def files(count: int) -> str:
    """Return «1 archivo», «3 archivos»."""
    return ngettext("{n} archivo", "{n} archivos", count).format(n=count)


def conflicts(count: int) -> str:
    """Return «1 conflicto», «3 conflictos»."""
    return ngettext("{n} conflicto", "{n} conflictos", count).format(n=count)
