from pea_desktop.core.findings import Finding, Severity


def finding(severity):
    return Finding(
        code="sin_meta", severity=severity, row=3, column="Meta 2024", sentence="Falta la meta."
    )


def test_a_finding_is_printed_with_its_five_keys():
    assert finding(Severity.WARNING).as_json() == {
        "code": "sin_meta",
        "severity": "aviso",
        "row": 3,
        "column": "Meta 2024",
        "sentence": "Falta la meta.",
    }
