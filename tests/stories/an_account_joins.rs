use rolepair_policy::{PairDocuments, RolePair, TrustScope, prove};
use rolepair_tests::{Scene, Stage, pair};

#[tokio::test]
async fn an_account_that_joins_gets_its_role_pair_and_nothing_else() {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    assert_eq!(
        scene.changes(),
        [
            "333333333333 CreateRole rolepair-orders",
            "333333333333 PutRolePolicy rolepair-orders",
            "999999999999 CreateRole rolepair-orders-333333333333",
            "999999999999 PutRolePolicy rolepair-orders-333333333333",
        ]
    );
    assert_eq!(account.as_str(), "333333333333");
}
