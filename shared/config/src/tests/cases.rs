//! Cases for the error codes: a change of a valid file, and the single error that it causes.

/// A valid file.
pub(super) const RIGHT: &str = r#"version: 1
organization_id: o-a1b2c3d4e5
resource_account: 111111111111
roles: {task_account: hub-b, resource_account: hub-a}
regions: [eu-west-1]
pairs:
  orders:
    accounts: {organizational_units: [ou-ab12-11111111]}
    permissions:
      Version: 2012-10-17
      Statement:
        - Effect: Allow
          Action: s3:GetObject
          Resource: arn:aws:s3:::orders/*
"#;

/// A text of the file, its replacement, and the code, line and field of the error.
pub(super) type Case = (
    &'static str,
    &'static str,
    &'static str,
    usize,
    &'static str,
);

pub(super) const CASES: &[Case] = &[
    // The file as a text.
    ("[eu-west-1]", "[eu-west-1", "RPC02", 6, "regions[0]"),
    (
        "arn:aws:s3:::orders/*",
        "*",
        "RPC02",
        14,
        "pairs.orders.permissions.Statement[0].Resource",
    ),
    ("version: 1", "version: &one 1", "RPC03", 1, "version"),
    ("version: 1", "version: !!int 1", "RPC04", 1, "version"),
    ("version: 1\n", "version: 1\n---\n", "RPC05", 2, ""),
    (
        "[eu-west-1]",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        "RPC06",
        5,
        "regions[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]",
    ),
    ("regions:", "version: 1\nregions:", "RPC07", 5, "version"),
    (
        "          Action",
        "          Effect: Deny\n          Action",
        "RPC07",
        13,
        "pairs.orders.permissions.Statement[0].Effect",
    ),
    // Keys.
    ("regions:", "region: x\nregions:", "RPC08", 5, "region"),
    (
        "{organizational_units",
        "{organisational_units: [], organizational_units",
        "RPC08",
        8,
        "pairs.orders.accounts.organisational_units",
    ),
    (
        "organization_id: o-a1b2c3d4e5\n",
        "",
        "RPC09",
        1,
        "organization_id",
    ),
    (
        "    accounts: {organizational_units: [ou-ab12-11111111]}\n",
        "",
        "RPC09",
        7,
        "pairs.orders.accounts",
    ),
    (
        "    permissions:\n",
        "    permissions_file: gone.json\n    permissions:\n",
        "RPC15",
        9,
        "pairs.orders.permissions_file",
    ),
    (
        "    permissions:\n",
        "    delivery: host\n    init_image: busybox\n    permissions:\n",
        "RPC15",
        10,
        "pairs.orders.init_image",
    ),
    (
        "    permissions:\n",
        "    delivery: host\n    init_program: shell\n    permissions:\n",
        "RPC15",
        10,
        "pairs.orders.init_program",
    ),
    (
        "    permissions:\n",
        "    init_program: rolepair-init\n    permissions:\n",
        "RPC09",
        7,
        "pairs.orders.init_image",
    ),
    // Types and forms.
    ("[eu-west-1]", "eu-west-1", "RPC10", 5, "regions"),
    ("[eu-west-1]", "", "RPC10", 5, "regions"),
    (
        "111111111111",
        "[111111111111]",
        "RPC10",
        3,
        "resource_account",
    ),
    (
        "{organizational_units: [ou-ab12-11111111]}",
        "all",
        "RPC10",
        8,
        "pairs.orders.accounts",
    ),
    (
        "    permissions:\n",
        "    ecs_exec: yes\n    permissions:\n",
        "RPC10",
        9,
        "pairs.orders.ecs_exec",
    ),
    (
        "    permissions:\n",
        "    ecs_exec: \"true\"\n    permissions:\n",
        "RPC10",
        9,
        "pairs.orders.ecs_exec",
    ),
    (
        "arn:aws:s3:::orders/*",
        "{{account.id}}",
        "RPC10",
        14,
        "pairs.orders.permissions.Statement[0].Resource",
    ),
    (
        "Effect: Allow",
        "Effect:",
        "RPC10",
        12,
        "pairs.orders.permissions.Statement[0].Effect",
    ),
    ("version: 1", "version: 2", "RPC11", 1, "version"),
    ("o-a1b2c3d4e5", "a1b2c3d4e5", "RPC12", 2, "organization_id"),
    (
        "111111111111",
        "11111111111",
        "RPC12",
        3,
        "resource_account",
    ),
    (
        "hub-b",
        "arn:aws:iam::111111111111:role/x",
        "RPC12",
        4,
        "roles.task_account",
    ),
    ("[eu-west-1]", "[eu-west-1a]", "RPC12", 5, "regions[0]"),
    ("  orders:", "  Orders:", "RPC12", 7, "pairs.Orders"),
    (
        "  orders:",
        "  \"or\\nders\":",
        "RPC12",
        7,
        "pairs[\"or\\nders\"]",
    ),
    (
        "ou-ab12-11111111]",
        "ou-ab12-11111111], tags: {team: \"*\"}",
        "RPC12",
        8,
        "pairs.orders.accounts.tags.team",
    ),
    (
        "ou-ab12-11111111]",
        "ou-ab12-11111111], include: [x]",
        "RPC12",
        8,
        "pairs.orders.accounts.include[0]",
    ),
    (
        "    permissions:\n",
        "    trust: everybody\n    permissions:\n",
        "RPC12",
        9,
        "pairs.orders.trust",
    ),
    (
        "    permissions:\n",
        "    delivery: sidecar\n    permissions:\n",
        "RPC12",
        9,
        "pairs.orders.delivery",
    ),
    (
        "    permissions:\n",
        "    existing_task_role: keep\n    permissions:\n",
        "RPC12",
        9,
        "pairs.orders.existing_task_role",
    ),
    (
        "    permissions:\n",
        "    init_program: sh\n    permissions:\n",
        "RPC12",
        9,
        "pairs.orders.init_program",
    ),
    (
        "    permissions:\n",
        "    init_image: \"{{account.id}}/busybox\"\n    permissions:\n",
        "RPC12",
        9,
        "pairs.orders.init_image",
    ),
    (
        "    permissions:\n",
        "    init_image: Busy Box\n    permissions:\n",
        "RPC12",
        9,
        "pairs.orders.init_image",
    ),
    (
        "    permissions:\n",
        "    permissions_boundary: arn:aws:iam::111111111111:policy/x\n    permissions:\n",
        "RPC12",
        9,
        "pairs.orders.permissions_boundary",
    ),
    (
        "    permissions:\n",
        "    task_definitions: {families: [a/b]}\n    permissions:\n",
        "RPC12",
        9,
        "pairs.orders.task_definitions.families[0]",
    ),
    (
        "    permissions:\n",
        "    task_definitions:\n      containers:\n        - app\n        - a b\n    permissions:\n",
        "RPC12",
        12,
        "pairs.orders.task_definitions.containers[1]",
    ),
    ("[eu-west-1]", "[]", "RPC13", 5, "regions"),
    (
        "[ou-ab12-11111111]",
        "[]",
        "RPC13",
        8,
        "pairs.orders.accounts.organizational_units",
    ),
    (
        "ou-ab12-11111111]",
        "ou-ab12-11111111], tags: {}",
        "RPC13",
        8,
        "pairs.orders.accounts.tags",
    ),
    (
        "    permissions:\n",
        "    task_definitions: {families: []}\n    permissions:\n",
        "RPC13",
        9,
        "pairs.orders.task_definitions.families",
    ),
    (
        "[eu-west-1]",
        "[eu-west-1, eu-west-1]",
        "RPC14",
        5,
        "regions[1]",
    ),
    (
        "[eu-west-1]",
        "[eu-west-1, cn-north-1]",
        "RPC16",
        5,
        "regions[1]",
    ),
    (
        "    permissions:\n",
        "    permissions_boundary: arn:aws-cn:iam::aws:policy/x\n    permissions:\n",
        "RPC16",
        9,
        "pairs.orders.permissions_boundary",
    ),
    // Names.
    (
        "  orders:",
        "  a234567890123456789012345678901234567890123:",
        "RPC17",
        7,
        "pairs.a234567890123456789012345678901234567890123",
    ),
    ("hub-b", "/x/RolePair-orders", "RPC18", 7, "pairs.orders"),
    (
        "hub-a",
        "rolepair-orders-222222222222",
        "RPC18",
        7,
        "pairs.orders",
    ),
    // Accounts and trust.
    (
        "{organizational_units: [ou-ab12-11111111]}",
        "{}",
        "RPC19",
        8,
        "pairs.orders.accounts",
    ),
    (
        "{organizational_units: [ou-ab12-11111111]}",
        "{exclude: [222222222222]}",
        "RPC19",
        8,
        "pairs.orders.accounts",
    ),
    (
        "{organizational_units: [ou-ab12-11111111]}",
        "{include: [222222222222], exclude: [222222222222]}",
        "RPC19",
        8,
        "pairs.orders.accounts",
    ),
    (
        "{organizational_units: [ou-ab12-11111111]}",
        "{include: [222222222222, 111111111111]}",
        "RPC20",
        8,
        "pairs.orders.accounts.include[1]",
    ),
    (
        "ou-ab12-11111111]}\n",
        "ou-ab12-11111111], tags: {team: x}}\n    trust: organization\n",
        "RPC21",
        8,
        "pairs.orders.accounts.tags",
    ),
    (
        "ou-ab12-11111111]}\n",
        "ou-ab12-11111111], include: [222222222222]}\n    trust: organization\n",
        "RPC21",
        8,
        "pairs.orders.accounts.include",
    ),
    (
        "ou-ab12-11111111]}\n",
        "ou-ab12-11111111], exclude: [222222222222]}\n    trust: organization\n",
        "RPC21",
        8,
        "pairs.orders.accounts.exclude",
    ),
    (
        "orders/*\n",
        "orders/{{account.id}}\n    trust: organization\n",
        "RPC22",
        14,
        "pairs.orders.permissions.Statement[0].Resource",
    ),
    // Permissions.
    (
        "Effect: Allow",
        "Effect: Permit",
        "RPC23",
        12,
        "pairs.orders.permissions.Statement[0].Effect",
    ),
    (
        "2012-10-17",
        "2008-10-17",
        "RPC23",
        10,
        "pairs.orders.permissions.Version",
    ),
    (
        "orders/*",
        "orders/{{acount.id}}",
        "RPC24",
        14,
        "pairs.orders.permissions.Statement[0].Resource",
    ),
    (
        "s3:GetObject",
        "s3:Get{{account.name}}",
        "RPC25",
        13,
        "pairs.orders.permissions.Statement[0].Action",
    ),
];
