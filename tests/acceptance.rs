//! The main job as stories over the wire: the embedded organization, the functions as the binaries
//! Lambda would run, and people who call AWS with the SDK.

mod stories {
    mod an_account_joins;
}
