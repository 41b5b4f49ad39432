//! The main job as stories over the wire: the embedded organization, the functions as the binaries
//! Lambda would run, and people who call AWS with the SDK.

mod stories {
    mod a_task_definition_is_registered;
    mod an_account_joins;
    mod events_come_twice_and_reversed;
    mod others_are_refused;
}
