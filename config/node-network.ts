import { z } from "zod";
import { expected, group } from "./faults";
import { oneOf, wholeNumber } from "./fields";
import { atLeast, atMost } from "./kubernetes-fields";

/**
 * After how many idle seconds security groups forget a connection.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html
 */
export const connectionTrackingSchema = z.strictObject(
  {
    /**
     * Idle seconds of an established TCP connection, 60 to 432000.
     * @default EC2's: 350 for instances on Nitro v6, 432000 (five days) for others
     */
    tcpEstablishedTimeout: wholeNumber("seconds", 60, 432000).optional(),
    /**
     * Idle seconds of a UDP stream, which has seen more than one request and response, 60 to 180.
     * @default EC2's 180
     */
    udpStreamTimeout: wholeNumber("seconds", 60, 180).optional(),
    /**
     * Idle seconds of other UDP traffic, 30 to 60.
     * @default EC2's 30
     */
    udpTimeout: wholeNumber("seconds", 30, 60).optional(),
  },
  group,
);

/** The network interfaces that a node starts with. */
export const networkInterfaces = () =>
  z
    .array(
      z.strictObject(
        {
          /** The network card that it is on; 0 is the first. */
          networkCardIndex: atLeast("the index of a network card", 0),
          /** Its place on the instance; the primary interface is 0 on card 0. */
          deviceIndex: atLeast("a device index", 0),
          /** An ordinary interface with IP addresses, or one for the Elastic Fabric Adapter alone. */
          interfaceType: oneOf(["interface", "efa-only"]),
        },
        group,
      ),
      expected("a list of network interfaces"),
    )
    .refine(...atMost(150, "network interfaces"));
