"""Whether the service is alive, whether it is ready, and what it has done."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service.access import allow
from service.running import Running

router = APIRouter(tags=["operations"])


@router.get("/health")
async def health() -> dict[str, str]:
    """Alive: answers as soon as the process does, whether the model is there or not."""
    return {"status": "ok"}


@router.get("/ready")
async def ready(request: Request, service: Running) -> JSONResponse:
    """Ready: the model is loaded (200), is being loaded, or the service is ending (503), or it cannot be (500)."""
    if request.app.state.traffic.closing:
        return JSONResponse({"status": "ending"}, 503, {"Retry-After": "5"})
    loaded = service.desk.ready
    if not loaded.done():
        return JSONResponse({"status": "loading"}, 503, {"Retry-After": "2"})
    if error := loaded.exception():
        return JSONResponse({"status": "failed", "error": str(error)}, 500)
    return JSONResponse({"status": "ready", "model": loaded.result().name, "signature": loaded.result().signature})


@router.get(
    "/metrics",
    dependencies=[Depends(allow("admin"))],
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(service: Running) -> Response:
    """What Prometheus reads: requests, sentences, batches, what waits, what is stored."""
    return Response(generate_latest(service.metrics.registry), media_type=CONTENT_TYPE_LATEST)
