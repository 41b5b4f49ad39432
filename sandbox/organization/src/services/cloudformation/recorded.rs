//! The types that are known and have no effect here: the bus does the work of rules and queues, and
//! nobody looks at an alarm. Making one still needs the permission, and so does passing its roles
//! to a service (`passed_roles.rs`). Lambda needs the permissions to read code and to poll queues.
//!
//! Only the action that makes a resource is checked. The other actions that AWS checks are not:
//! tagging, reading back, `events:PutTargets`, `lambda:GetLayerVersion`,
//! `s3:PutEncryptionConfiguration` and the like, the definition of a state machine in S3, keys of
//! KMS, and whatever a change or a deletion takes.

/// Each with the action that makes it.
const RECORDED: [(&str, &str); 18] = [
    ("AWS::CloudWatch::Alarm", "cloudwatch:PutMetricAlarm"),
    ("AWS::CloudWatch::Dashboard", "cloudwatch:PutDashboard"),
    ("AWS::EC2::LaunchTemplate", "ec2:CreateLaunchTemplate"),
    ("AWS::ECR::Repository", "ecr:CreateRepository"),
    ("AWS::Events::EventBus", "events:CreateEventBus"),
    ("AWS::Events::Rule", "events:PutRule"),
    ("AWS::IAM::InstanceProfile", "iam:CreateInstanceProfile"),
    (
        "AWS::Lambda::EventSourceMapping",
        "lambda:CreateEventSourceMapping",
    ),
    ("AWS::Lambda::LayerVersion", "lambda:PublishLayerVersion"),
    ("AWS::Logs::LogGroup", "logs:CreateLogGroup"),
    ("AWS::S3::Bucket", "s3:CreateBucket"),
    ("AWS::S3::BucketPolicy", "s3:PutBucketPolicy"),
    ("AWS::SQS::Queue", "sqs:CreateQueue"),
    ("AWS::SQS::QueuePolicy", "sqs:SetQueueAttributes"),
    ("AWS::Scheduler::Schedule", "scheduler:CreateSchedule"),
    (
        "AWS::Scheduler::ScheduleGroup",
        "scheduler:CreateScheduleGroup",
    ),
    (
        "AWS::StepFunctions::StateMachine",
        "states:CreateStateMachine",
    ),
    ("AWS::Lambda::Function", "lambda:CreateFunction"),
];

/// The action that makes a resource of this type; `None` if the type is not known.
pub(super) fn action(kind: &str) -> Option<&'static str> {
    let mut recorded = RECORDED.iter();
    recorded
        .find(|(known, _)| *known == kind)
        .map(|(_, action)| *action)
}
