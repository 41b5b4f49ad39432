use std::{
    collections::HashMap,
    future::Future,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use tokio::sync::Mutex as AsyncMutex;

/// How long before its end a session is no longer used: work that begins with it must also finish.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// How many sessions are kept. Each holds clients, and an organization may have 10,000 accounts.
const CAPACITY: usize = 64;

/// Keeps sessions until shortly before they end. When several callers ask for the same session at once,
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
    // Locked while the session is being entered: the other callers wait for this lock.
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

    /// The session of `key`: the kept one, or a new one from `enter`, which also gives its end.
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
        if !slots.by_key.contains_key(key) && slots.by_key.len() >= CAPACITY {
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
    // A caller that still uses the dropped session has its own clone.
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
    const FIVE_MINUTES: Duration = Duration::from_secs(300);

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
    async fn callers_at_the_same_time_share_one_session() {
        let door = Door::new();
        let sessions = join_all((0..10).map(|_| door.enter(1, START))).await;
        assert_eq!(sessions, vec![0; 10]);
        assert_eq!(door.entered.load(SeqCst), 1);
    }

    #[tokio::test]
    async fn a_session_is_kept_until_shortly_before_its_end() {
        let door = Door::new();
        assert_eq!(door.enter(1, START).await, 0);
        assert_eq!(door.enter(1, START + HOUR - FIVE_MINUTES * 2).await, 0);
        assert_eq!(door.enter(1, START + HOUR - FIVE_MINUTES).await, 1);
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
    async fn a_full_cache_keeps_the_session_that_was_used_last() {
        let door = Door::new();
        door.enter(0, START).await;
        for key in 1..=100 {
            door.enter(key, START).await;
            assert_eq!(door.enter(0, START).await, 0);
        }
        assert_eq!(door.cache.slots.lock().unwrap().by_key.len(), 64);
    }
}
