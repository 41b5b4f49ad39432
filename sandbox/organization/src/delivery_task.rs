use std::sync::Arc;

use tokio::{sync::mpsc, task::JoinHandle};

use crate::{
    engine::Engine,
    services::{cloudformation, events},
    trail::TrailEvent,
};

/// Starts the task that brings events to the hub's bus, and from there to the functions. It ends
/// with the trail.
pub(crate) fn start(
    engine: Arc<Engine>,
    mut trail: mpsc::UnboundedReceiver<TrailEvent>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        while let Some(event) = trail.recv().await {
            if reaches_the_hub(&engine, &event) {
                deliver(&engine, &event);
            }
            drop(event.busy);
        }
    })
}

fn reaches_the_hub(engine: &Engine, event: &TrailEvent) -> bool {
    let TrailEvent {
        account,
        region,
        envelope,
        ..
    } = event;
    event.is_at_the_hub || {
        let mut world = engine.world();
        cloudformation::is_forwarded(&world, envelope)
            && events::take_to_the_hub(&mut world, account, region, envelope)
    }
}

/// Gives an event to the bus, unless the dials lose it.
fn deliver(engine: &Engine, event: &TrailEvent) {
    let dials = {
        let mut world = engine.world();
        let lost = world.dials.delivery.lose_next > 0;
        world.dials.delivery.lose_next = world.dials.delivery.lose_next.saturating_sub(1);
        if lost {
            return;
        }
        world.dials.delivery.clone()
    };
    let envelope = event.envelope.clone();
    engine.bus.take(envelope, &dials, &engine.activity);
}
