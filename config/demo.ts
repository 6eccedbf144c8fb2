import { z } from "zod";
import { group } from "./faults";
import { image } from "./fields";

const PAUSE = "public.ecr.aws/eks-distro/kubernetes/pause:3.2";

/** The `inflate` Deployment: pods that do nothing and ask for one CPU each, none at first. Scale it to see nodes come. */
export const demoSchema = z.strictObject(
  {
    /**
     * The image of its pods.
     * @default "public.ecr.aws/eks-distro/kubernetes/pause:3.2"
     */
    image: image(PAUSE).default(PAUSE),
  },
  group,
);
