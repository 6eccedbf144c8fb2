import { z } from "zod";
import { despiteFaults, expected, group, show } from "./faults";
import { text, wholeNumber } from "./fields";
import { imageRepository, openObject, openObjects, shortName } from "./chart-fields";
import { quantity } from "./kubernetes-fields";

const port = () => wholeNumber("a port", 1, 65535);

const quantities = () => z.record(z.string(), quantity(), expected("an object of quantities"));

const imageSchema = z
  .strictObject(
    {
      /**
       * Where the image is pulled from, without tag or digest.
       * @default "public.ecr.aws/karpenter/controller"
       */
      repository: imageRepository().optional(),
      /**
       * Tag of the image; the digest, where there is one, decides over it.
       * @default the chart's own
       */
      tag: text("an image's tag of letters, digits, _, - and .", (value) =>
        /^[A-Za-z0-9_][\w.-]{0,127}$/.test(value),
      ).optional(),
      /**
       * Digest of the image; "" takes whatever the tag names.
       * @default the chart's own
       */
      digest: text('a digest of sha256: and 64 hexadecimal digits, or "" to go by the tag', (value) =>
        /^(sha256:[0-9a-f]{64})?$/.test(value),
      ).optional(),
    },
    group,
  )
  .optional();

const variableSchema = z
  .strictObject(
    {
      /** The variable's name. */
      name: text("a variable's name of letters, digits and _", (value) => /^[A-Za-z_]\w*$/.test(value)),
      /**
       * Its value, always a string.
       * @default ""
       */
      value: z.string(expected("a string", "write it in quotes")).optional(),
      /**
       * Where its value comes from, in place of `value`: a secret's key, a field of the pod.
       * @default its value as given
       */
      valueFrom: openObject().optional(),
    },
    group,
  )
  .superRefine(({ value, valueFrom }, context) => {
    if (value === undefined || valueFrom === undefined) return;
    context.addIssue({
      code: "custom",
      path: ["valueFrom"],
      message: `expected either value or valueFrom, got both; value is ${show(value)}`,
    });
  }, despiteFaults);

const securityContextSchema = z
  .strictObject(
    {
      /**
       * AppArmor profile of the container.
       * @default {}
       */
      appArmorProfile: openObject().optional(),
      /**
       * SELinux labels of the container.
       * @default {}
       */
      seLinuxOptions: openObject().optional(),
      /**
       * Seccomp profile of the container, in place of the pod's.
       * @default {}
       */
      seccompProfile: openObject().optional(),
    },
    group,
  )
  .optional();

const resourcesSchema = z
  .strictObject(
    {
      /**
       * What the container is promised.
       * @default { cpu: "500m", memory: "1Gi" }
       */
      requests: quantities().optional(),
      /**
       * What the container may use at most.
       * @default { cpu: "1", memory: "1Gi" }
       */
      limits: quantities().optional(),
      /**
       * Dynamic resource claims of the pod that the container uses.
       * @default []
       */
      claims: openObjects().optional(),
    },
    group,
  )
  .optional();

/** The controller's container and what stands beside it in the pod. */
export const chartControllerSchema = z
  .strictObject(
    {
      /**
       * The container's name.
       * @default "controller"
       */
      containerName: shortName().optional(),
      /** The image, such as a mirror's. */
      image: imageSchema,
      /**
       * Further environment variables, beyond those that the chart sets itself.
       * @default []
       */
      env: z.array(variableSchema, expected("a list of environment variables")).optional(),
      /**
       * ConfigMaps and Secrets whose keys all become environment variables.
       * @default []
       */
      envFrom: openObjects().optional(),
      /** Security profiles; users, groups and capabilities are the chart's. */
      securityContext: securityContextSchema,
      /** Processor and memory. */
      resources: resourcesSchema,
      /**
       * Where volumes of `extraVolumes` are mounted in the controller, and in its sidecars too.
       * @default []
       */
      extraVolumeMounts: openObjects().optional(),
      /**
       * Further containers of the pod.
       * @default []
       */
      sidecarContainer: openObjects().optional(),
      /**
       * Where volumes are mounted in the sidecars only.
       * @default []
       */
      sidecarVolumeMounts: openObjects().optional(),
      /** Prometheus metrics. */
      metrics: z
        .strictObject(
          {
            /**
             * Port that serves metrics, 1 to 65535.
             * @default 8080
             */
            port: port().optional(),
          },
          group,
        )
        .optional(),
      /** Liveness and readiness. */
      healthProbe: z
        .strictObject(
          {
            /**
             * Port that answers probes, 1 to 65535.
             * @default 8081
             */
            port: port().optional(),
          },
          group,
        )
        .optional(),
    },
    group,
  )
  .optional();
