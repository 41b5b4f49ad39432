//! What rolepair does, as stories over the wire: the embedded organization, the functions as the binaries
//! that Lambda runs, and people who call AWS with the SDK.

mod minimal_permissions;
mod same_state;
mod stories {
    mod a_distributed_backfill;
    mod a_role_of_somebody_else;
    mod a_tampered_pair;
    mod a_task_definition_is_registered;
    mod an_account_joins;
    mod backfill;
    mod bad_input;
    mod calls_fail;
    mod choices;
    mod drift;
    mod escalations;
    mod events_come_twice_and_reversed;
    mod others_are_refused;
    mod round_trips;
    mod something_is_missing;
    mod the_scale_of_a_backfill;
    mod two_workers;
}
