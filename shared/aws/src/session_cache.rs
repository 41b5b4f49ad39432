use std::{
    collections::HashMap,
    future::Future,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use tokio::sync::Mutex as AsyncMutex;

/// A session is given up so long before it ends: what is begun with it must also be finished.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// Sessions that are kept at most. Each holds clients, and an organization may have 10,000 accounts.
const MOST: usize = 64;

/// Keeps sessions until they near their end. However many ask for the same one at the same time,
/// it is entered once.
#[derive(Debug)]
pub(crate) struct SessionCache<K, S> {
    slots: Mutex<Slots<K, S>>,
}

#[derive(Debug)]
struct Slots<K, S> {
    by_key: HashMap<K, Slot<S>>,
    asked: u64,
}

#[derive(Debug)]
struct Slot<S> {
    last_asked: u64,
    // Held while the session is being entered: this is what the others wait for.
    session: Arc<AsyncMutex<Option<Kept<S>>>>,
}

#[derive(Debug, Clone)]
struct Kept<S> {
    session: S,
    ends: SystemTime,
}

impl<K: Hash + Eq + Clone, S: Clone> SessionCache<K, S> {
    pub(crate) fn new() -> Self {
        let slots = Slots {
            by_key: HashMap::new(),
            asked: 0,
        };
        Self {
            slots: Mutex::new(slots),
        }
    }

    /// The session of `key`: the one that is kept, else the one `enter` gives, with its end.
    pub(crate) async fn get<E>(
        &self,
        key: &K,
        now: SystemTime,
        enter: impl Future<Output = Result<(S, SystemTime), E>>,
    ) -> Result<S, E> {
        let slot = self.slot(key);
        let mut kept = slot.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.ends > now + MARGIN) {
            return Ok(kept.session.clone());
        }
        let (session, ends) = enter.await?;
        *kept = Some(Kept {
            session: session.clone(),
            ends,
        });
        Ok(session)
    }

    fn slot(&self, key: &K) -> Arc<AsyncMutex<Option<Kept<S>>>> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.asked += 1;
        let asked = slots.asked;
        if !slots.by_key.contains_key(key) && slots.by_key.len() >= MOST {
            slots.drop_least_recent();
        }
        let slot = slots.by_key.entry(key.clone()).or_insert_with(|| Slot {
            last_asked: asked,
            session: Arc::default(),
        });
        slot.last_asked = asked;
        slot.session.clone()
    }
}

impl<K: Hash + Eq + Clone, S> Slots<K, S> {
    // Whoever works with the session that goes keeps its own copy.
    fn drop_least_recent(&mut self) {
        let oldest = self
            .by_key
            .iter()
            .min_by_key(|(_, slot)| slot.last_asked)
            .map(|(key, _)| key.clone());
        if let Some(key) = oldest {
            self.by_key.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        convert::Infallible,
        sync::atomic::{AtomicU64, Ordering::SeqCst},
    };

    use futures::future::join_all;

    use super::*;

    const START: SystemTime = SystemTime::UNIX_EPOCH;
    const HOUR: Duration = Duration::from_secs(3600);

    struct Door {
        cache: SessionCache<u64, u64>,
        entered: AtomicU64,
    }

    impl Door {
        fn new() -> Self {
            Self {
                cache: SessionCache::new(),
                entered: AtomicU64::new(0),
            }
        }

        async fn enter(&self, key: u64, now: SystemTime) -> u64 {
            let enter = async {
                let number = self.entered.fetch_add(1, SeqCst);
                tokio::task::yield_now().await;
                Ok::<_, Infallible>((number, now + HOUR))
            };
            self.cache.get(&key, now, enter).await.unwrap()
        }
    }

    #[tokio::test]
    async fn those_who_ask_at_the_same_time_share_one_session() {
        let door = Door::new();
        let sessions = join_all((0..10).map(|_| door.enter(1, START))).await;
        assert_eq!(sessions, vec![0; 10]);
        assert_eq!(door.entered.load(SeqCst), 1);
    }

    #[tokio::test]
    async fn a_session_is_kept_until_it_nears_its_end() {
        let door = Door::new();
        assert_eq!(door.enter(1, START).await, 0);
        assert_eq!(door.enter(1, START + HOUR - MARGIN * 2).await, 0);
        assert_eq!(door.enter(1, START + HOUR - MARGIN).await, 1);
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let cache: SessionCache<u64, u64> = SessionCache::new();
        let failed: Result<u64, &str> = cache.get(&1, START, async { Err("denied") }).await;
        assert_eq!(failed, Err("denied"));
        let entered: Result<u64, &str> =
            cache.get(&1, START, async { Ok((7, START + HOUR)) }).await;
        assert_eq!(entered, Ok(7));
    }

    #[tokio::test]
    async fn the_session_in_use_stays_when_the_cache_is_full() {
        let door = Door::new();
        door.enter(0, START).await;
        for key in 1..=MOST as u64 * 2 {
            door.enter(key, START).await;
            assert_eq!(door.enter(0, START).await, 0);
        }
        assert_eq!(door.cache.slots.lock().unwrap().by_key.len(), MOST);
    }
}
