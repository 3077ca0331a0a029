namespace Sssaham.IpotSimulator;

/// <summary>How the simulated broker treats the next orders.</summary>
public enum Misbehaviour
{
    /// <summary>As it should.</summary>
    None,

    /// <summary>Drops the link when a submit comes, before it takes it.</summary>
    DropBeforeReceipt,

    /// <summary>Takes the order and drops the link without an answer.</summary>
    DropAfterReceipt,

    /// <summary>Takes the order and never answers; pushes still come.</summary>
    NoAnswer,

    /// <summary>Takes the order and falls silent without closing.</summary>
    Silence,

    /// <summary>Pushes the order before it answers the submit.</summary>
    PushFirst,

    /// <summary>Sends every push twice.</summary>
    DoublePushes,

    /// <summary>Refuses the order.</summary>
    Refuse,
}

/// <summary>What the simulated broker does with orders that it took.</summary>
public enum Filling
{
    /// <summary>Nothing; a test fills them.</summary>
    Manual,

    /// <summary>Matches them whole at once.</summary>
    AtOnce,

    /// <summary>Matches them lot by lot.</summary>
    LotByLot,
}
