"""The errors of Azure Resource Manager: a status, a code that programs compare and a message that people read."""

from .exchange import Answer, JsonObject


class ArmError(Exception):
    """Raised anywhere while answering; app.py turns it into the answer."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        target: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.target = target
        self.headers = headers or {}

    def answer(self) -> Answer:
        error: JsonObject = {"code": self.code, "message": self.message}
        if self.target is not None:
            error["target"] = self.target
        return Answer(self.status, {"error": error}, dict(self.headers))


def bad_content(message: str, target: str | None = None) -> ArmError:
    """The body is not what the operation takes."""
    return ArmError(400, "InvalidRequestContent", message, target)
