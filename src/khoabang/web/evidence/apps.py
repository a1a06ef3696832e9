from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "khoabang.web.evidence"
    label = "evidence"

    def ready(self) -> None:
        from khoabang.web.assessments.attachments import find_by
        from khoabang.web.evidence.selectors import attachments

        find_by(attachments)
