// Every test starts whole processes: one after the other they are steady on a small machine, side by side they are not.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
