"""Whether the service is alive, and whether it is ready."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from service.running import Running

router = APIRouter(tags=["operations"])


@router.get("/health")
async def health() -> dict[str, str]:
    """Alive: answers as soon as the process does, whether the model is there or not."""
    return {"status": "ok"}


@router.get("/ready")
async def ready(service: Running) -> JSONResponse:
    """Ready: the model is loaded (200), is being loaded (503), or cannot be (500)."""
    loaded = service.desk.ready
    if not loaded.done():
        return JSONResponse({"status": "loading"}, 503, {"Retry-After": "2"})
    if error := loaded.exception():
        return JSONResponse({"status": "failed", "error": str(error)}, 500)
    return JSONResponse({"status": "ready", "model": loaded.result().name, "signature": loaded.result().signature})
