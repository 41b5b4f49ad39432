data "aws_partition" "this" {}
data "aws_region" "this" {}
data "aws_caller_identity" "this" {}

data "aws_ssm_parameter" "image" {
  name = var.image_parameter
}

locals {
  policies      = "${path.module}/../../policies"
  suffix        = var.trust == "account" ? "-${data.aws_caller_identity.this.account_id}" : ""
  resource_role = "rolepair-${var.pair_name}${local.suffix}"
  # The first part is the text that rolepair prints for the pair.
  user_data = <<-SCRIPT
    #!/bin/sh
    set -eu
    umask 022
    mkdir -p /etc/rolepair/${var.pair_name}
    cat > /etc/rolepair/${var.pair_name}/config.new <<'END'
    [profile ${var.pair_name}]
    role_arn = arn:${data.aws_partition.this.partition}:iam::${var.resource_account_id}:role/rolepair/${local.resource_role}
    credential_source = EcsContainer
    role_session_name = rolepair-${var.pair_name}
    region = ${data.aws_region.this.name}
    END
    mv -f /etc/rolepair/${var.pair_name}/config.new /etc/rolepair/${var.pair_name}/config
    cat >> /etc/ecs/ecs.config <<'END'
    ECS_CLUSTER=${var.cluster_name}
    ECS_AWSVPC_BLOCK_IMDS=true
    END
  SCRIPT
}

resource "aws_iam_role" "instance" {
  description        = "The role of the ECS agent on the instances"
  assume_role_policy = file("${local.policies}/instance-trust.json")
}

resource "aws_iam_role_policy_attachment" "instance" {
  role       = aws_iam_role.instance.name
  policy_arn = "arn:${data.aws_partition.this.partition}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}

resource "aws_iam_instance_profile" "instance" {
  role = aws_iam_role.instance.name
}

resource "aws_launch_template" "this" {
  image_id      = data.aws_ssm_parameter.image.value
  instance_type = var.instance_type
  user_data     = base64encode(local.user_data)
  iam_instance_profile {
    arn = aws_iam_instance_profile.instance.arn
  }
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted   = true
      volume_type = "gp3"
    }
  }
}

output "launch_template" {
  description = "For the Auto Scaling group of the cluster's capacity provider."
  value       = { id = aws_launch_template.this.id, version = aws_launch_template.this.latest_version }
}
