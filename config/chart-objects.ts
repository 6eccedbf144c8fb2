import { z } from "zod";
import { group } from "./faults";
import { flag, wholeNumber } from "./fields";
import { countOrPercentage, objectName, openObject, openObjects, optionalName } from "./chart-fields";
import { annotations, labels } from "./kubernetes-fields";

/** What the chart installs beside the Deployment, one group of values for each. */

export const chartServiceSchema = z
  .strictObject(
    {
      /**
       * Annotations on the Service.
       * @default {}
       */
      annotations: annotations().optional(),
    },
    group,
  )
  .optional();

export const chartServiceAccountSchema = z
  .strictObject(
    {
      /**
       * Whether the chart makes the service account; where not, it must be there.
       * @default true
       */
      create: flag().optional(),
      /**
       * The service account's name; the controller's role trusts `karpenter.serviceAccount`, so set that instead.
       * @default "karpenter-sa"
       */
      name: optionalName().optional(),
      /**
       * Annotations on the service account.
       * @default {}
       */
      annotations: annotations().optional(),
    },
    group,
  )
  .optional();

export const chartServiceMonitorSchema = z
  .strictObject(
    {
      /**
       * Whether the Prometheus operator is told of the metrics; without its CRDs nothing is installed.
       * @default false
       */
      enabled: flag().optional(),
      /**
       * Labels by which the operator selects the ServiceMonitor.
       * @default {}
       */
      additionalLabels: labels().optional(),
      /**
       * Relabelings of the target before it is scraped.
       * @default []
       */
      relabelings: openObjects().optional(),
      /**
       * Relabelings of what was scraped, before it is stored.
       * @default []
       */
      metricRelabelings: openObjects().optional(),
      /**
       * Further fields of the endpoint that is scraped, such as its interval.
       * @default {}
       */
      endpointConfig: openObject().optional(),
      /**
       * Samples above which a scrape fails as a whole, 0 for any number; Karpenter 1.9 or later.
       * @default that of Prometheus
       */
      sampleLimit: wholeNumber("samples", 0, 10_000_000).optional(),
    },
    group,
  )
  .optional();

export const chartPodDisruptionBudgetSchema = z
  .strictObject(
    {
      /**
       * The budget's name.
       * @default "karpenter"
       */
      name: objectName().optional(),
      /**
       * Pods that may be away at once, as a count or as a percentage.
       * @default 1
       */
      maxUnavailable: countOrPercentage().optional(),
    },
    group,
  )
  .optional();
