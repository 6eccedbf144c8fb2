import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import { Construct } from "constructs";
import { interruptionQueueName, interruptionRuleName } from "../../config/names";
import { isAtLeast } from "../../config/versions";
import { policyDocument } from "../shared/policy-document";
import { INTERRUPTION_EVENTS, type InterruptionEvent } from "./interruption-events";

export interface InterruptionQueueProps {
  readonly clusterName: string;
  /** Karpenter's version, which decides what it is told of. */
  readonly version: string;
}

/** How long a notice is worth keeping: a spot instance is gone two minutes after its warning. */
const RETENTION_SECONDS = 300;

/**
 * The queue from which the controller learns that an instance is about to go, and the EventBridge rules that fill it.
 *
 * Cost: next to nothing; a message is a fraction of a cent.
 */
export class InterruptionQueue extends Construct {
  readonly queue: SqsQueue;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: InterruptionQueueProps,
  ) {
    super(scope, id);
    this.queue = new SqsQueue(this, "queue", {
      name: interruptionQueueName(props.clusterName),
      messageRetentionSeconds: RETENTION_SECONDS,
      sqsManagedSseEnabled: true,
    });
    this.createPolicy();
    INTERRUPTION_EVENTS.filter(({ since }) => since === undefined || isAtLeast(props.version, since)).forEach(
      (event) => {
        this.createRule(event);
      },
    );
  }

  private createPolicy(): void {
    new SqsQueuePolicy(this, "policy", {
      queueUrl: this.queue.url,
      policy: policyDocument([
        {
          Sid: "AllowEvents",
          Effect: "Allow",
          Principal: { Service: ["events.amazonaws.com", "sqs.amazonaws.com"] },
          Action: "sqs:SendMessage",
          Resource: this.queue.arn,
        },
        {
          Sid: "DenyWithoutTls",
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: this.queue.arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    });
  }

  private createRule({ id, source, detailType }: InterruptionEvent): void {
    const rule = new CloudwatchEventRule(this, `${id}-rule`, {
      name: interruptionRuleName(this.props.clusterName, id),
      description: `${detailType}, for Karpenter of ${this.props.clusterName}`,
      eventPattern: JSON.stringify({ source: [source], "detail-type": [detailType] }),
    });
    new CloudwatchEventTarget(this, `${id}-target`, { rule: rule.name, arn: this.queue.arn, targetId: "karpenter" });
  }
}
