use std::{
    collections::{BTreeMap, BTreeSet},
    future::pending,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use rolepair_config::Wanted;
use rolepair_model::{Account, AccountId, Region};
use rolepair_plan::ObservedRole;

use super::fake_ecs::Families;
use crate::{Organization, Page, PageToken, PortError, Refusal, Session, Sessions, Side};

/// What one call takes.
const CALL: Duration = Duration::from_secs(1);

/// How many accounts or families a page has.
pub(super) const PAGE: usize = 2;

/// Everything there is.
#[derive(Default)]
pub(super) struct World {
    pub(super) accounts: BTreeMap<AccountId, Account>,
    /// By account and name: IAM knows a role by its name, whatever its path.
    pub(super) roles: BTreeMap<(AccountId, String), ObservedRole>,
    pub(super) families: BTreeMap<(AccountId, Region), Families>,
    /// Accounts whose hub role cannot be assumed (yet).
    pub(super) closed_doors: BTreeSet<AccountId>,
}

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InjectedFault {
    Transient,
    Refused,
    /// The effect comes about, the answer is lost.
    AnswerLost,
    /// The process dies before the effect.
    DiesBefore,
    /// The process dies after the effect.
    DiesAfter,
}

impl InjectedFault {
    pub(super) const ALL: [Self; 5] = [
        Self::Transient,
        Self::Refused,
        Self::AnswerLost,
        Self::DiesBefore,
        Self::DiesAfter,
    ];
}

type Writer = Box<dyn FnMut(&mut World) + Send>;

#[derive(Default)]
struct Inner {
    world: World,
    calls: Vec<String>,
    fault: Option<(usize, InjectedFault)>,
    /// An operation nobody may call.
    refused: Option<&'static str>,
    /// Somebody else who acts right before the calls of an operation have their effect.
    writer: Option<(&'static str, Writer)>,
}

/// An organization in memory, and the ports to it.
#[derive(Clone, Default)]
pub(super) struct Fake(Arc<Mutex<Inner>>);

impl Fake {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    /// Looks at the world, or changes it behind everybody's back.
    pub(super) fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.inner().world)
    }

    /// The calls made since they were last asked for, in the order they were begun.
    pub(super) fn take_calls(&self) -> Vec<String> {
        std::mem::take(&mut self.inner().calls)
    }

    /// The calls among them that may have changed something.
    pub(super) fn take_writes(&self) -> Vec<String> {
        let reads = ["Get", "List", "Describe", "AssumeRole"];
        let mut calls = self.take_calls();
        calls.retain(|call| !reads.iter().any(|read| call.contains(&format!(":{read}"))));
        calls
    }

    /// Lets something go wrong with the call of this number, counted from 1 from now on.
    pub(super) fn fail(&self, number: usize, fault: InjectedFault) {
        let mut inner = self.inner();
        inner.calls.clear();
        inner.fault = Some((number, fault));
    }

    /// Lets nobody call an operation.
    pub(super) fn refuse(&self, operation: &'static str) {
        self.inner().refused = Some(operation);
    }

    pub(super) fn heal(&self) {
        let mut inner = self.inner();
        inner.fault = None;
        inner.refused = None;
        inner.writer = None;
        inner.calls.clear();
    }

    /// Lets somebody else act right before every call of an operation has its effect.
    pub(super) fn write_before(
        &self,
        operation: &'static str,
        writer: impl FnMut(&mut World) + Send + 'static,
    ) {
        self.inner().writer = Some((operation, Box::new(writer)));
    }

    /// One call: it takes a second, and may go wrong.
    pub(super) async fn call<T>(
        &self,
        operation: &'static str,
        what: &str,
        effect: impl FnOnce(&mut World) -> T + Send,
    ) -> Result<T, PortError> {
        let fault = {
            let mut inner = self.inner();
            inner.calls.push(format!("{operation} {what}"));
            let number = inner.calls.len();
            let refused = inner.refused == Some(operation);
            let refused = refused.then_some((number, InjectedFault::Refused));
            inner.fault.filter(|fault| fault.0 == number).or(refused)
        };
        tokio::time::sleep(CALL).await;
        let fault = fault.map(|(_, fault)| fault);
        match fault {
            Some(InjectedFault::Transient) => {
                return Err(PortError::transient(operation, "throttled"));
            }
            Some(InjectedFault::Refused) => {
                let denied = Refusal::AccessDenied;
                return Err(PortError::refused_for(denied, operation, "no such right"));
            }
            Some(InjectedFault::DiesBefore) => pending().await,
            _ => {}
        }
        let answer = {
            let inner = &mut *self.inner();
            if let Some((_, writer)) = inner.writer.as_mut().filter(|writer| writer.0 == operation)
            {
                writer(&mut inner.world);
            }
            effect(&mut inner.world)
        };
        match fault {
            Some(InjectedFault::AnswerLost) => {
                Err(PortError::transient(operation, "connection reset"))
            }
            Some(InjectedFault::DiesAfter) => pending().await,
            _ => Ok(answer),
        }
    }
}

/// One page of a list; the token is where the next one starts.
pub(super) fn page<T: Clone>(items: &[T], token: Option<&PageToken>) -> Page<T> {
    let start: usize = token.map_or(0, |token| token.0.parse().unwrap());
    let end = items.len().min(start + PAGE);
    Page {
        items: items[start..end].to_vec(),
        next: (end < items.len()).then(|| PageToken(end.to_string())),
    }
}

impl Organization for Fake {
    async fn account(&self, id: &AccountId, _: Wanted) -> Result<Option<Account>, PortError> {
        let found = |world: &mut World| world.accounts.get(id).cloned();
        self.call("organizations:DescribeAccount", id.as_str(), found)
            .await
    }

    async fn accounts(&self, token: Option<&PageToken>) -> Result<Page<AccountId>, PortError> {
        self.call("organizations:ListAccounts", "", |world| {
            let accounts: Vec<AccountId> = world.accounts.keys().cloned().collect();
            page(&accounts, token)
        })
        .await
    }
}

/// A session in one account.
pub(super) struct Inside {
    pub(super) fake: Fake,
    pub(super) account: AccountId,
}

impl Sessions for Fake {
    type Session = Inside;

    async fn enter(&self, account: &AccountId, side: Side) -> Result<Inside, PortError> {
        let what = format!("{account} {side:?}");
        let is_closed = |world: &mut World| world.closed_doors.contains(account);
        if self.call("sts:AssumeRole", &what, is_closed).await? {
            return Err(PortError::transient("sts:AssumeRole", "access denied"));
        }
        Ok(Inside {
            fake: self.clone(),
            account: account.clone(),
        })
    }
}

impl Session for Inside {
    type Roles = super::fake_iam::FakeIam;
    type TaskDefinitions = super::fake_ecs::FakeEcs;

    fn roles(&self) -> Self::Roles {
        super::fake_iam::FakeIam {
            fake: self.fake.clone(),
            account: self.account.clone(),
        }
    }

    fn task_definitions(&self, region: &Region) -> Self::TaskDefinitions {
        super::fake_ecs::FakeEcs {
            fake: self.fake.clone(),
            place: (self.account.clone(), region.clone()),
        }
    }
}
