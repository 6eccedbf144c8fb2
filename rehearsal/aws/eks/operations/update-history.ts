import { type Call, findCluster, type Operation } from "../call";
import { type PageInput, pageOf } from "../pages";
import { findUpdate, showUpdate, type Update, updatesOf } from "../updates";

type Named = Update["of"] & { readonly name: string };

export const UPDATE_OPERATIONS = {
  DescribeUpdate: (call: Call<Named & { readonly updateId: string }>) => ({
    update: showUpdate(findUpdate(findCluster(call, call.input.name), call.input.updateId, call.input)),
  }),

  ListUpdates: (call: Call<PageInput & Named>) => {
    const ids = updatesOf(findCluster(call, call.input.name), call.input).map(({ id }) => id);
    const { page, ...more } = pageOf(ids.reverse(), call.input);
    return { updateIds: page, ...more };
  },
} satisfies Record<string, Operation>;
