/** An event that ends, or may soon end, an instance. */
export interface InterruptionEvent {
  /** Names the rule. */
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  /**
   * The first version of Karpenter that acts on it.
   * @default all of them
   */
  readonly since?: string;
}

/** What the controller is told of. A wrong letter in a detail type makes a rule that never matches, and nothing says so. */
export const INTERRUPTION_EVENTS: readonly InterruptionEvent[] = [
  { id: "scheduled-change", source: "aws.health", detailType: "AWS Health Event" },
  { id: "spot-interruption", source: "aws.ec2", detailType: "EC2 Spot Instance Interruption Warning" },
  { id: "rebalance", source: "aws.ec2", detailType: "EC2 Instance Rebalance Recommendation" },
  { id: "instance-state-change", source: "aws.ec2", detailType: "EC2 Instance State-change Notification" },
  {
    id: "capacity-reservation-interruption",
    source: "aws.ec2",
    detailType: "EC2 Capacity Reservation Instance Interruption Warning",
    since: "1.10",
  },
];
