# shellcheck shell=bash
# What follows is the same in every installation: cli/src/deploy/install.sh of rolepair. The values are above.
set -euo pipefail

stack_sets=member.org.stacksets.cloudformation.amazonaws.com

# Runs a command as an administrator of an account: in_account ACCOUNT COMMAND...
# To enter accounts in another way, define a function of this name in the file that BASH_ENV names.
declare -F in_account > /dev/null || in_account() (
  account=$1
  shift
  if [ "$account" != "$MANAGEMENT_ACCOUNT" ]; then
    # Bash does not stop at an error in a command before `||` or in an `if`: the next command would run in the wrong
    # account. So each step here stops by itself.
    keys=$(aws sts assume-role --role-arn "arn:$PARTITION:iam::$account:role/OrganizationAccountAccessRole" \
      --role-session-name rolepair-install --region "$HUB_REGION" --output text \
      --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]') || exit
    read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN more <<< "$keys"
    if [ -z "$AWS_SESSION_TOKEN" ] || [ -n "$more" ]; then
      echo "There are no keys for the account $account." >&2
      exit 1
    fi
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  fi
  "$@"
)

# Lets StackSets work in the organization, and lets the hub account manage them.
delegate() {
  local administrators
  in_account "$MANAGEMENT_ACCOUNT" aws cloudformation activate-organizations-access --region "$HUB_REGION"
  administrators=$(in_account "$MANAGEMENT_ACCOUNT" aws organizations list-delegated-administrators \
    --region "$HUB_REGION" --service-principal "$stack_sets" \
    --query 'DelegatedAdministrators[].Id' --output text)
  [[ " $administrators " =~ [[:space:]]"$HUB_ACCOUNT"[[:space:]] ]] ||
    in_account "$MANAGEMENT_ACCOUNT" aws organizations register-delegated-administrator \
      --region "$HUB_REGION" --account-id "$HUB_ACCOUNT" --service-principal "$stack_sets"
}

# Runs an operation on the code bucket, which has to belong to the hub account.
on_bucket() {
  local operation=$1
  shift
  in_account "$HUB_ACCOUNT" aws s3api "$operation" --region "$HUB_REGION" --bucket "$CODE_BUCKET" \
    --expected-bucket-owner "$HUB_ACCOUNT" "$@"
}

# Makes the code bucket. Bucket names are global: if another account has taken this one, nothing is uploaded to it.
# A bucket policy that is already there stays.
make_bucket() {
  local arn="arn:$PARTITION:s3:::$CODE_BUCKET"
  on_bucket head-bucket > /dev/null 2>&1 ||
    in_account "$HUB_ACCOUNT" aws s3 mb "s3://$CODE_BUCKET" --region "$HUB_REGION"
  on_bucket put-public-access-block --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
  on_bucket put-bucket-versioning --versioning-configuration Status=Enabled
  on_bucket get-bucket-policy > /dev/null 2>&1 ||
    on_bucket put-bucket-policy --policy '{
      "Version": "2012-10-17",
      "Statement": {
        "Sid": "OnlyTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["'"$arn"'", "'"$arn"'/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}}
      }
    }'
}

# Uploads files: upload [FILE PLACE]...
upload() {
  while [ $# -gt 0 ]; do
    in_account "$HUB_ACCOUNT" aws s3 cp --no-progress "$1" "$2" --region "$HUB_REGION"
    shift 2
  done
}

# Makes or changes a stack: stack NAME ACCOUNT REGION TEMPLATE CAPABILITY,... [PARAMETER=VALUE]...
stack() {
  local name=$1 account=$2 region=$3 template=$4 capabilities
  IFS=, read -r -a capabilities <<< "$5"
  shift 5
  local command=(aws cloudformation deploy --no-fail-on-empty-changeset
    --region "$region" --stack-name "$name" --template-file "$template")
  # Without a bucket, the AWS CLI takes a template of 51,200 bytes at most. The hub's is about that long.
  if [ "$name" = rolepair-hub ]; then
    command+=(--s3-bucket "$CODE_BUCKET" --s3-prefix rolepair/templates)
  fi
  if [ ${#capabilities[@]} -gt 0 ]; then
    command+=(--capabilities "${capabilities[@]}")
  fi
  if [ $# -gt 0 ]; then
    command+=(--parameter-overrides "$@")
  fi
  in_account "$account" "${command[@]}"
}

# Runs an operation on a StackSet: on_stack_set OPERATION NAME [OPTION]...
on_stack_set() {
  local operation=$1 name=$2
  shift 2
  in_account "$HUB_ACCOUNT" aws cloudformation "$operation" --region "$HUB_REGION" --call-as DELEGATED_ADMIN \
    --stack-set-name "$name" "$@"
}

# Waits for an operation of a StackSet and leaves its status in `status`: wait_for NAME OPERATION
wait_for() {
  while status=$(on_stack_set describe-stack-set-operation "$1" --operation-id "$2" \
    --query StackSetOperation.Status --output text) && [[ $status =~ ^(QUEUED|RUNNING)$ ]]; do
    sleep 5
  done
  [ "$status" = SUCCEEDED ] || echo "The operation $2 of the StackSet $1 ended: $status" >&2
}

# Makes or changes a StackSet, and stops if an account lacks its stack:
# stack_set NAME TEMPLATE_URL CAPABILITY,... UNIT,... REGION,... [PARAMETER]...
# An account that fails does not stop the others. So an operation can succeed although an account lacks its stack, and
# every account is looked at in the end. StackSets skips suspended accounts.
stack_set() {
  local name=$1 template=$2 capabilities units=$4 regions operation status behind
  IFS=, read -r -a capabilities <<< "$3"
  IFS=, read -r -a regions <<< "$5"
  shift 5
  local content=(--template-body "$template")
  if [ ${#capabilities[@]} -gt 0 ]; then
    content+=(--capabilities "${capabilities[@]}")
  fi
  content+=(--permission-model SERVICE_MANAGED
    --auto-deployment 'Enabled=true,RetainStacksOnAccountRemoval=false')
  if [ $# -gt 0 ]; then
    content+=(--parameters "$@")
  fi
  if on_stack_set describe-stack-set "$name" > /dev/null 2>&1; then
    operation=$(on_stack_set update-stack-set "$name" "${content[@]}" --operation-preferences \
      RegionConcurrencyType=PARALLEL,MaxConcurrentPercentage=25,FailureTolerancePercentage=100 \
      --query OperationId --output text)
    wait_for "$name" "$operation"
  else
    on_stack_set create-stack-set "$name" "${content[@]}"
  fi
  operation=$(on_stack_set create-stack-instances "$name" \
    --deployment-targets "OrganizationalUnitIds=$units" --regions "${regions[@]}" --operation-preferences \
    RegionConcurrencyType=PARALLEL,MaxConcurrentPercentage=25,FailureTolerancePercentage=100 \
    --query OperationId --output text)
  wait_for "$name" "$operation"
  behind=$(on_stack_set list-stack-instances "$name" --output text --query \
    "Summaries[?Status!='CURRENT' && StackInstanceStatus.DetailedStatus!='SKIPPED_SUSPENDED_ACCOUNT'].[Account,Region,StatusReason]")
  if [ -n "$behind" ] || [ "$status" != SUCCEEDED ]; then
    printf '%s\n' 'These accounts do not have the stack as planned:' "$behind" >&2
    exit 1
  fi
}

# Makes everything in STACKS, in its order. An entry is `stack` or `stack_set` with its arguments, and ends with `--`.
make_stacks() {
  local entry=() word
  for word in "${STACKS[@]}"; do
    if [ "$word" != -- ]; then
      entry+=("$word")
    else
      "${entry[@]}"
      entry=()
    fi
  done
}

delegate
make_bucket
rolepair pack "${PACK[@]}"
upload "${UPLOADS[@]}"
make_stacks
